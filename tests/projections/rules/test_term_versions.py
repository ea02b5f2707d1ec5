"""The terms of each book are told with who proposed and who approved them, and what waits."""

from datetime import date, timedelta

from domain.needs.need_terms import NeedTerms, NeedTermsAdopted
from domain.openness.notice_terms import NoticeTerms, NoticeTermsAdopted
from domain.rules.term_proposals import TermsDeclined, TermsProposed, said
from projections.rules.term_versions import proposed_terms, term_versions, terms_in_force
from tests.controls import HE, NOW, ZHOU
from tests.projections.living import Living
from tests.scenario import by

JULY, MAY = date(2026, 7, 1), date(2026, 5, 1)


def needs(version: str, day: date = JULY, proposal_id: str | None = None) -> NeedTermsAdopted:
    terms = NeedTerms(claims_open_max=3)
    return NeedTermsAdopted(
        version=version, in_force_from=day, terms=terms, proposal_id=proposal_id
    )


def proposed(book: str, version: str) -> TermsProposed:
    terms = said(NeedTerms() if book == "needs" else NoticeTerms())
    return TermsProposed(book=book, version=version, in_force_from=JULY, terms=terms)


def ids_of(community: Living) -> dict[str, str]:
    return {it.version: it.rules_id for it in community.ask(proposed_terms)}


def test_versions_stand_book_by_book_in_the_order_of_their_first_days(community: Living) -> None:
    notice = NoticeTermsAdopted(version="n", in_force_from=MAY, terms=NoticeTerms(answer_days=5))
    community.saw(by(ZHOU, notice), needs("later"), needs("earlier", MAY))
    told = community.ask(term_versions)
    assert [(it.book, it.version) for it in told] == [
        ("needs", "earlier"),
        ("needs", "later"),
        ("notice", "n"),
    ]
    assert told[0].terms["claims_open_max"] == 3
    assert (told[2].adopted_by, told[2].proposed_by) == (ZHOU, None)
    assert told[2].adopted_at == NOW


def test_the_terms_of_a_day_are_those_adopted_last_before_it(community: Living) -> None:
    patient = NeedTerms(days_silent_after_no=10)
    later = NeedTermsAdopted(version="later", in_force_from=JULY, terms=patient)
    notice = NoticeTermsAdopted(version="n", in_force_from=MAY, terms=NoticeTerms(answer_days=5))
    community.saw(later, needs("earlier", MAY), notice)
    asked = terms_in_force, "needs", NeedTerms
    assert community.ask(*asked, MAY - timedelta(1)) == NeedTerms()
    assert community.ask(*asked, JULY - timedelta(1)) == NeedTerms(claims_open_max=3)
    assert community.ask(*asked, JULY) == patient


def test_a_version_waits_until_the_word_about_it(community: Living) -> None:
    community.saw(
        by(HE, proposed("needs", "first")),
        by(HE, proposed("needs", "second")),
        by(HE, proposed("notice", "third")),
        by(HE, proposed("notice", "fourth")),
    )
    ids = ids_of(community)
    assert list(ids) == ["first", "second", "third", "fourth"]
    declined = TermsDeclined(book="notice", version="fourth", proposal_id=ids["fourth"])
    community.saw(by(ZHOU, needs("first", proposal_id=ids["first"])), by(ZHOU, declined))
    left = community.ask(proposed_terms)
    assert [(it.version, it.overtaken) for it in left] == [("second", True), ("third", False)]
    (adopted,) = community.ask(term_versions)
    assert (adopted.proposed_by, adopted.adopted_by) == (HE, ZHOU)
