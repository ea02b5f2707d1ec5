"""What only a row on paper can be refused for."""

from domain.ledger.refusal import Refusal


class MissingName(Refusal, code="missing_name"):
    """A person has a name, and so has an item."""

    zh = "“{column}”没有填写。"
    en = "“{column}” is blank: the name is missing."


class StoredAsNumber(Refusal, code="id_number_stored_as_number"):
    """A spreadsheet keeps fifteen digits of a number: the last three are lost."""

    zh = "身份证号被表格存成了数字，后三位已丢失，请把该列设为文本后重填。"
    en = (
        "The spreadsheet stored the ID number as a number and lost its last three digits; "
        "set the column to text and type it again."
    )


class IdNumberInvalid(Refusal, code="id_number_invalid"):
    """GB 11643: length, date or check character are wrong."""

    zh = "{zh}"
    en = "{en}"


class Unreadable(Refusal, code="unreadable_cell"):
    """A cell says something other than its column asks for."""

    zh = "“{column}”：{zh}"
    en = "“{column}”: {en}"


class DatedInTheFuture(Refusal, code="dated_in_the_future"):
    """Paper tells of what has happened; the report says `in_the_future`, as of services."""

    zh = "日期在今天之后，请核对。"
    en = "The date lies after today; check it."


class KnownOtherwise(Refusal, code="known_otherwise"):
    """A member already, of whom the row says something else; reported as `duplicate_person`."""

    zh = (
        "这个人已经登记过，不能重复登记。{columns_zh}与登记的不同：姓名和电话请在成员页面更正，"
        "搬家或换队请在成员页面登记。"
    )
    en = (
        "This person is a member already. The row differs in {columns_en}: correct the name or "
        "phone on the member's page, and enter a move or another team there."
    )
