"""Why somebody is not enrolled a second time."""

from domain.ledger.refusal import Refusal


class DuplicatePerson(Refusal, code="duplicate_person", field="id_number"):
    """This person is a member already."""

    zh = "这个人已经登记过，不能重复登记。"
    en = "This person is a member already."
