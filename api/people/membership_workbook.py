"""The roster: each row enrols a volunteer."""

from typing import Final

from api.workbooks.bounded import (
    as_kept_person,
    as_kept_phone,
    as_kept_word,
)
from api.workbooks.cells import (
    UnreadableCell,
    as_text,
    shortened,
)
from api.workbooks.identity_number import is_stored_as_number, read_identity_paper
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.personal import as_name
from api.workbooks.reading import phone_remarks, read, read_if_any
from api.workbooks.refusals import (
    IdNumberInvalid,
    MissingName,
    StoredAsNumber,
)
from domain.people.membership import EnrolMember
from domain.people.vault import Person, Sex

SEXES: Final[dict[str, Sex]] = {"男": "male", "女": "female"}


def _roster(cells: Cells, office: Office, new_id: str) -> Step:
    if not as_name(cells["姓名"]):
        raise MissingName(column="姓名")
    if is_stored_as_number(cells["身份证号"]):
        raise StoredAsNumber
    try:
        identity = read_identity_paper(cells["身份证号"])
    except UnreadableCell as cell:
        raise IdNumberInvalid(zh=cell.message_zh, en=cell.message_en) from None
    name = read(cells, "姓名", as_kept_person)
    phone = read(cells, "联系电话", as_kept_phone)
    building = read_if_any(cells, "楼栋", as_kept_word)
    grid = read_if_any(cells, "网格", as_kept_word)
    id_digest = office.vault.id_number_digest(identity.text)
    member_id = office.people.by_id_number.setdefault(id_digest, new_id)
    person = Person(
        name=name,
        phone=phone or None,
        id_number=identity.text,
        sex=identity.sex or SEXES.get(as_text(cells["性别"])),
        birth_date=identity.birth_date,
        building=building or None,
    )
    decision = EnrolMember(
        member_id=member_id,
        kind="volunteer",
        team=shortened(as_text(cells["服务队"])),
        grid=grid or None,
    )
    return Step(
        decision=decision, people={member_id: person}, remarks=phone_remarks(cells, "联系电话")
    )


WORKBOOK: Final = Workbook(
    kind="roster",
    title_zh="花名册",
    columns=(
        "姓名",
        "身份证号",
        "联系电话",
        "性别",
        "网格",
        "楼栋",
        "服务队",
        "备注",
    ),
    may_be_missing=frozenset({"性别", "网格", "楼栋", "备注"}),
    read=_roster,
    rank=10,
)
