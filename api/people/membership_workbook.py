"""The roster: each row enrols a volunteer."""

import re
from dataclasses import dataclass
from typing import Final

from api.workbooks.bounded import (
    as_further_phones,
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
from api.workbooks.reading import phone_remarks, read, read_words_if_any
from api.workbooks.refusals import (
    IdNumberInvalid,
    KnownOtherwise,
    MissingName,
    StoredAsNumber,
    Unreadable,
)
from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.tag import Tag
from domain.people.membership import EnrolMember, MemberEnrolled
from domain.people.moves import Residence
from domain.people.saying.duplicate import DuplicatePerson
from domain.people.saying.paper_name import is_paper_name
from domain.people.spelling import name_key
from domain.people.tags import member_tag
from domain.people.vault import Person, Reachable, Sex
from domain.ties.granting import GrantStanding
from domain.ties.standing_kinds import SKILL

SKILLS_MAX: Final = 10
_BETWEEN: Final = re.compile(r"[、，,;；/\s]+")
SEXES: Final[dict[str, Sex]] = {"男": "male", "女": "female"}


@dataclass(frozen=True)
class EnrolOnce:
    """Enrol a person; of who is a member already it is said in what the row differs.

    `otherwise` are the columns in which it differs from what the vault has. Refused: as
    EnrolMember, and KnownOtherwise.
    """

    asked: EnrolMember
    otherwise: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """What enrolling asks about."""
        return self.asked.boundary()

    def decide(self, view: View, stamp: Stamp) -> MemberEnrolled:
        """The enrolment."""
        try:
            return self.asked.decide(view, stamp)
        except DuplicatePerson:
            columns = self.otherwise + self._moved(view)
            if not columns:
                raise
            raise KnownOtherwise(
                columns_zh="、".join(f"“{it}”" for it in columns), columns_en=", ".join(columns)
            ) from None

    def _moved(self, view: View) -> tuple[str, ...]:
        """The columns that name what they never belonged to: an older list is not wrong."""
        known = view(Residence, member_tag(self.asked.member_id)).known()
        grids = {it.grid for it in known}
        teams = {team for it in known for team in it.teams}
        pairs = ("网格", self.asked.grid, grids), ("服务队", self.asked.team, teams)
        return tuple(column for column, said, held in pairs if said and said not in held)


def _otherwise(said: Person, known: Reachable | None) -> tuple[str, ...]:
    """The columns in which a row differs from what the vault has."""
    if known is None:
        return ()
    pairs = (
        ("姓名", name_key(said.name), {name_key(known.name)}),
        ("联系电话", said.phone, set(known.phones)),
        ("楼栋", said.building, {known.building}),
    )
    return tuple(column for column, new, before in pairs if new and new not in before)


def _roster(cells: Cells, office: Office, new_id: str) -> Step:
    if not as_name(cells["姓名"]):
        raise MissingName(column="姓名")
    if is_stored_as_number(cells["身份证号"]):
        raise StoredAsNumber
    if not as_text(cells["身份证号"]):
        raise IdNumberInvalid(
            zh="没有填写身份证号；确实没有证件的人，请在花名册里逐个登记。",
            en="No ID number is given; who has no papers is enrolled one by one at the desk.",
        )
    try:
        identity = read_identity_paper(cells["身份证号"])
    except UnreadableCell as cell:
        raise IdNumberInvalid(zh=cell.message_zh, en=cell.message_en) from None
    name = read(cells, "姓名", as_kept_person)
    phone = read(cells, "联系电话", as_kept_phone)
    building = read_words_if_any(cells, "楼栋", as_kept_word)
    grid = read_words_if_any(cells, "网格", as_kept_word)
    id_digest = office.vault.id_number_digest(identity.text)
    member_id = office.people.by_id_number.setdefault(id_digest, new_id)
    person = Person(
        name=name,
        phone=phone or None,
        id_number=identity.text,
        sex=identity.sex or SEXES.get(as_text(cells["性别"])),
        birth_date=identity.birth_date,
        building=building or None,
        further_phones=read(cells, "联系电话", as_further_phones),
    )
    enrol = EnrolMember(
        member_id=member_id,
        kind="volunteer",
        team=shortened(as_text(cells["服务队"])),
        grid=grid or None,
    )
    decision = EnrolOnce(enrol, _otherwise(person, office.people.known.get(member_id)))
    return Step(
        decision=decision,
        proposed=_skills(cells, member_id, office),
        people={member_id: person},
        remarks=phone_remarks(cells, "联系电话"),
    )


def _skills(cells: Cells, member_id: str, office: Office) -> tuple[Decision, ...]:
    """What somebody knows how to do, as the list tells it: nobody has seen a paper.

    Raises Unreadable.
    """
    named = dict.fromkeys(filter(None, _BETWEEN.split(as_text(cells.get("特长", "")))))
    if len(named) > SKILLS_MAX or not all(map(is_paper_name, named)):
        raise Unreadable(
            column="特长",
            zh=f"最多 {SKILLS_MAX} 种，每种最多 20 个字，不能含有连续三位以上的数字。",
            en=f"at most {SKILLS_MAX} skills of 20 characters, without a row of digits.",
        )
    return tuple(
        GrantStanding(
            member_id=member_id, kind=f"{SKILL}:{it}", from_day=office.today, evidence="told"
        )
        for it in named
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
    telling_apart=("特长",),
    read=_roster,
    rank=10,
)
