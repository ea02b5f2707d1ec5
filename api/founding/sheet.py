"""The sheet: what is to be founded, as a file of TOML, flags and answers say."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, NamedTuple
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, ValidationError, model_validator

from api.founding.lines import line_of, line_told
from api.office.founding import Line
from api.people.sign_in import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, Username
from api.rules.rules import NewTerms
from api.serving.fields import Body, Day, Name, Word
from api.serving.wording import of_validation
from domain.people.entering.passwords import can_be_typed
from domain.rules.packs import PACKS, Pack, pack_called
from domain.rules.rules import Terms

TIME_ZONE: Final = "Asia/Shanghai"
FIRST_NAME: Final = "管理员"
NAMES_MAX: Final = 200
TERMS: Final = frozenset(NewTerms.model_fields)


class Slip(NamedTuple):
    """A mistake: where it is, its line in the file if it is there, and what is wrong."""

    where: str
    line: int | None
    zh: str
    en: str


class Malformed(Exception):
    """What was said cannot be founded: nothing was."""

    def __init__(self, slips: list[Slip]) -> None:
        super().__init__("malformed")
        self.slips = slips


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("没有这个时区，例如 Asia/Shanghai。｜is no time zone.")
    return name


def _known_pack(name: str) -> str:
    if pack_called(name) is None:
        known = ", ".join(it.name for it in PACKS)
        raise ValueError(f"没有这套规则，现有：{known}。｜is no pack; there are: {known}.")
    return name


def _different(names: tuple[str, ...]) -> tuple[str, ...]:
    if doubled := [it for it in dict.fromkeys(names) if names.count(it) > 1]:
        raise ValueError(f"“{doubled[0]}”写了两次。｜has “{doubled[0]}” twice.")
    return names


def _typed(password: str) -> str:
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        least = PASSWORD_LENGTH_MIN
        raise ValueError(f"密码至少要 {least} 个字符。｜needs {least} characters at least.")
    if not can_be_typed(password):
        raise ValueError("含有打不出来的字符。｜has characters that nobody can type.")
    return password


Names = Annotated[tuple[Word, ...], Field(max_length=NAMES_MAX), AfterValidator(_different)]


class Admin(Body):
    """The first administrator; without a password one is made up, and changed at first use."""

    username: Username = "admin"
    password: Annotated[str, AfterValidator(_typed)] | None = None
    name: Name = FIRST_NAME


class Rules(Body):
    """The first rules: a city's pack, and the terms that differ from it."""

    pack: Annotated[Word, AfterValidator(_known_pack)] = PACKS[0].name
    version: Word | None = None
    in_force_from: Day | None = None
    terms: NewTerms = NewTerms()

    @model_validator(mode="before")
    @classmethod
    def _terms_apart(cls, given: Any) -> Any:
        """Single terms stand beside the pack."""
        if not isinstance(given, Mapping) or "terms" in given:
            return given
        rest = {name: it for name, it in given.items() if name not in TERMS}
        return rest | {"terms": {name: it for name, it in given.items() if name in TERMS}}

    @property
    def chosen(self) -> Pack:
        """The pack."""
        found = pack_called(self.pack)
        assert found
        return found

    def agreed(self) -> Terms:
        """The terms: the pack's, but for those that are said."""
        said = self.terms.model_dump(include=self.terms.model_fields_set)
        return Terms(
            **{name: getattr(self.chosen.terms, name) for name in TERMS} | said,
        )

    def first_day(self, today: date) -> date:
        """From when on: the year's beginning where it is not said, for what was already done."""
        return self.in_force_from or today.replace(month=1, day=1)


class Sheet(Body):
    """All that is founded."""

    name: Word
    name_english: Line = ""
    time_zone: Annotated[Word, AfterValidator(_known_zone)] = TIME_ZONE
    issuer: Line = ""
    desk: Line = ""
    teams: Names = ()
    grids: Names = ()
    admin: Admin = Admin()
    rules: Rules = Rules()


def read_toml(content: bytes) -> tuple[dict[str, Any], str]:
    """What a file says, and its text. Raises Malformed, with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        told = "不是 UTF-8，请另存为 UTF-8 编码。", "is not UTF-8: save the file in that encoding."
        raise Malformed([Slip("", line, *told)]) from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as wrong:
        line = line_told(str(wrong), text)
        told = f"不是 TOML：{wrong}", f"is not TOML: {wrong}"
        raise Malformed([Slip("", line, *told)]) from None


def read_sheet(said: Mapping[str, Any], text: str = "") -> Sheet:
    """The sheet. Raises Malformed, with the line of what stands in the file's text."""
    try:
        return Sheet.model_validate(said)
    except ValidationError as error:
        raise Malformed([_slip(it, text) for it in error.errors(include_url=False)]) from None


def _slip(error: Any, text: str) -> Slip:
    place = tuple(it for it in error["loc"] if it != "terms")
    told = {**error, "loc": ("body", *place)}
    zh, en = (of_validation(told, language)["message"] for language in ("zh", "en"))
    where = ".".join(str(it) for it in place if not isinstance(it, int))
    return Slip(where, line_of(text, place) if text else None, zh, en)
