"""Why a backup is not made or taken in, in Chinese and English."""


class NoBackup(Exception):
    """Says why, and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class NotWhole(NoBackup):
    """The file is no backup, or not all of one, or not as it was made."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"这个文件不是一份完整的备份（{why}）。什么都没有写入，请换一份备份。",
            f"This file is not a whole backup ({why}). Nothing was written: take another one.",
        )


class Locked(NoBackup):
    """The file is encrypted, and the key that opens it was not named, or is another one."""

    def __init__(self, *, named: bool) -> None:
        zh = "所给的密钥打不开它" if named else "请用 --key 指明备份密钥文件"
        en = "the key that was named does not open it" if named else "name its key with --key"
        super().__init__(f"这份备份是加密的：{zh}。", f"This backup is encrypted: {en}.")


class NoKey(NoBackup):
    """A file that should hold a key of a backup does not."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 里没有备份密钥。请用 chengyin backup-key 生成一对。",
            f"{name} holds no key for backups: chengyin backup-key makes a pair.",
        )


class AnotherCommunity(NoBackup):
    """The backup is of another community than the one that the settings name."""

    def __init__(self, community: str) -> None:
        super().__init__(
            f"这是社区 {community} 的备份。请先设 CHENGYIN_COMMUNITY={community}。",
            f"This is a backup of {community}: set CHENGYIN_COMMUNITY={community} first.",
        )


class LaterVersion(NoBackup):
    """A later version of the program recorded what this one does not know."""

    def __init__(self, unknown: str) -> None:
        super().__init__(
            f"这份备份出自更新的版本，本版本不认识 {unknown}。请先升级程序。",
            f"A later version made this backup, and this one does not know {unknown}: upgrade.",
        )


class KeysMissing(NoBackup):
    """The keys that belong to the backup are not in the folder of keys."""

    def __init__(self, names: str, folder: str) -> None:
        super().__init__(
            f"{folder} 里缺少这份备份的密钥：{names}。请先把另外保存的密钥放回去；"
            "确已丢失的，用 --without-keys。",
            f"Keys of this backup are not in {folder}: {names}. Put those that were kept apart "
            "there first; where they are lost for good, add --without-keys.",
        )


class Occupied(NoBackup):
    """There are records already where the backup is to go."""

    def __init__(self, community: str) -> None:
        super().__init__(
            f"数据库里已经有社区 {community} 的记录。备份只能恢复到空的数据文件夹或数据库。",
            f"There are records of {community} already: a backup is restored only into an empty "
            "data folder or database.",
        )
