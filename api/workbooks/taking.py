"""Taking a file's rows in: one fact for each good one, the bad ones refused alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from api.serving.composition import Community
from api.workbooks.kinds import Step, Workbook
from api.workbooks.office import Office
from api.workbooks.on_paper import OnPaper
from api.workbooks.reading import check_readable
from api.workbooks.report import Rejected, Report, rejected
from api.workbooks.resembling import (
    Asked,
    CannotBeChanged,
    Choices,
    Earlier,
    Resemblance,
    ResemblesAnother,
    UnlikeOthers,
)
from api.workbooks.row_keys import KeyedRow
from api.workbooks.together import together
from domain.ledger.decision import OFFICE, Decision, Receipt, Request, request_id
from domain.ledger.fact import Recorded
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.office.workbook import RecogniseRow, RowRecognised
from domain.rules.changes import NothingChanged

Record = Callable[[list[Request]], Awaitable[list[Outcome]]]

WHY_CORRECTED: Final = "按重新交来的表格更正。"


@dataclass(kw_only=True)
class Taking:
    """A file whose rows are taken in a piece at a time, each decided and committed at once."""

    community: Community
    workbook: Workbook
    office: Office
    record: Record
    cause: str
    dry_run: bool
    confirmed_by: str
    brought_by: str | None
    report: Report
    runs: dict[str, tuple[str, ...]]
    earlier: Earlier
    choices: Choices
    refused: dict[str, Rejected] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)
    became: dict[str, list[Recorded]] = field(default_factory=dict)
    """What the rows of each sheet became."""

    def begin_sheet(self, rows: list[KeyedRow]) -> None:
        """Compare the rows of a sheet also with those of sheets before, which it does not have."""
        how = self.workbook.resemblance
        if how is None or how.anyones or not any(self.became.values()):
            return
        stands = {self._known_as(request_id(OFFICE, it.key)) for it in rows}
        beside = {
            sheet: [it for it in facts if it.envelope.id not in stands]
            for sheet, facts in self.became.items()
        }
        self.earlier.look_beside(beside, how, self.community.zone)

    def _known_as(self, row_id: str) -> str:
        known = self.earlier.again.get(row_id)
        return known.envelope.id if known else row_id

    def _note(self, it: KeyedRow, became: Recorded | None) -> None:
        if became is not None:
            self.became.setdefault(it.row.sheet, []).append(became)

    async def take(self, rows: list[KeyedRow]) -> None:
        """Record the rows that are good and not recorded yet."""
        steps = await asyncio.to_thread(self._steps, rows)
        await self._keep_texts([step for _, step in steps])
        new = [(it, step) for it, step in steps if not it.known]
        outcomes = await self._outcomes(new)
        known = [(it, step) for it, step in steps if it.known]
        enrolled = await self._enrolled([it.key for it, _ in known])
        taken_in = [step for it, step in known if step.enrol_first is None or it.key in enrolled]
        alike = [outcome for outcome in outcomes if isinstance(outcome, ResemblesAnother)]
        own = _each_its_own(alike, self.claimed)
        for (it, step), decided in zip(new, outcomes, strict=True):
            outcome = decided
            if isinstance(decided, ResemblesAnother):
                outcome = await self._choose(it, step, decided, own.get(decided))
            if isinstance(outcome, Receipt) and isinstance(outcome.fact, RowRecognised):
                self.report.repeated_rows.append(it.row)
            elif isinstance(outcome, Receipt):
                self._note(it, outcome.recorded)
                self.report.accepted += 1
                self.report.remark(it.row, step.remarks)
                taken_in.append(step)
            else:
                self._refuse(it, outcome)
        for it in rows:
            self._repeat(it)
            if it.known and not it.repeats:
                self._note(it, self.earlier.again.get(request_id(OFFICE, it.key)))
        await self._keep_people(taken_in)

    def _steps(self, rows: list[KeyedRow]) -> list[tuple[KeyedRow, Step]]:
        asked = ((it, self._step(it)) for it in rows if it.repeats is None)
        return [(it, step) for it, step in asked if step is not None]

    def _step(self, it: KeyedRow) -> Step | None:
        """What a row asks for; nothing where it is refused."""
        try:
            check_readable(it.row, self.workbook)
            own_id = request_id(OFFICE, it.key)
            run = self.runs.get(it.key, ())
            self.office.adjoining[:] = (other for other in run if other != own_id)
            step = self.workbook.read(it.row.cells, self.office, own_id)
            _refuse_own(step, {self.confirmed_by, self.brought_by})
        except Refusal as refusal:
            if not it.known:
                self._refuse(it, refusal)
            return None
        return step

    async def _choose(
        self, it: KeyedRow, step: Step, refusal: ResemblesAnother, own: Recorded | None
    ) -> Outcome:
        """What becomes of a row that resembles an earlier one, as somebody chose.

        `own` is the one that no other row resembles more: there may be none left.
        """
        how = self.workbook.resemblance
        if how is None:
            raise LookupError(f"rows of {self.workbook.kind} resemble none")
        if own is not None:
            refusal = how.refusal(((own,),), self.community.zone, self.earlier.sheets)
        ((before, *_), *_) = filter(None, refusal.details["tiers"])
        match self.choices.of(it.row.sheet, it.row.number):
            case "same":
                return (await self.record([self._same(it, before)]))[0]
            case "changed" if own is not None:
                return await self._change(it, step, own, how)
        return refusal

    async def _change(
        self, it: KeyedRow, step: Step, before: Recorded, how: Resemblance
    ) -> Outcome:
        """Put the earlier one right, or the row in its place; or do neither."""
        if how.changed is None:
            return CannotBeChanged(zh=how.instead_zh, en=how.instead_en)
        moment = step.happened_at or datetime.now(UTC)
        why = self.office.text_id(WHY_CORRECTED) or ""
        day = moment.astimezone(self.community.zone).date()
        back, instead = how.changed(before, Asked(step.decision, day, why))
        await self._keep_texts([])
        requests = self._enrolment(it, step)
        if instead is None and back is not None:
            requests += [self._same(it, before), self._in_person(f"{it.key} mend", back)]
        elif instead is not None:
            requests += [self._request(f"{it.key} mend", back)] if back else []
            requests.append(self._request(it.key, OnPaper(instead), step.happened_at))
        outcome = _of_all(await self.record(together(requests)))
        if instead is None and isinstance(outcome, NothingChanged):
            return (await self.record([self._same(it, before)]))[0]
        if isinstance(outcome, how.unchangeable):
            return CannotBeChanged(zh=how.instead_zh, en=how.instead_en)
        return outcome

    def _same(self, it: KeyedRow, before: Recorded) -> Request:
        """That a row is the same as an earlier one, or what that has become."""
        same = RecogniseRow(kind=self.workbook.kind, same_as_id=before.envelope.id)
        return self._request(it.key, same)

    def _in_person(self, key: str, decision: Decision) -> Request:
        """What is done in the name of who takes the file in, for whoever brought it."""
        asked = self._request(key, decision)
        return replace(asked, actor=self.confirmed_by, on_behalf_of=self.brought_by)

    def _enrolment(self, it: KeyedRow, step: Step) -> list[Request]:
        return [self._request(f"{it.key} enrol", step.enrol_first)] if step.enrol_first else []

    def _request(
        self, key: str, decision: Decision, happened_at: datetime | None = None
    ) -> Request:
        return Request(
            decision=decision, actor=OFFICE, key=key, happened_at=happened_at, cause=self.cause
        )

    def _refuse(self, it: KeyedRow, refusal: Refusal) -> None:
        """Say why a row was refused; one that says what is so already was as good as taken."""
        if isinstance(refusal, NothingChanged):
            self.report.repeated_rows.append(it.row)
            return
        self.refused[it.key] = rejected(it.row, refusal)
        self.report.rejected.append(self.refused[it.key])

    def _repeat(self, it: KeyedRow) -> None:
        """Note a row that was recorded before, or that an earlier sheet of the file has as well."""
        first = self.refused.get(it.key) if it.repeats else None
        if first is not None:
            self.report.rejected.append(replace(first, row=it.row))
        elif it.known or it.repeats:
            self.report.repeated_rows.append(it.row)

    async def _outcomes(self, new: list[tuple[KeyedRow, Step]]) -> list[Outcome]:
        """What became of each step, in order."""
        found = await self._recorded([self._asked(it, step) for it, step in new])
        alone = [
            place
            for place, (_, step) in enumerate(new)
            if step.then is not None and isinstance(found[place], NothingChanged)
        ]
        without = [(new[it][0], replace(new[it][1], then=None)) for it in alone]
        outcomes = await self._recorded([self._asked(it, step) for it, step in without])
        for place, outcome in zip(alone, outcomes, strict=True):
            found[place] = outcome
        return found

    async def _recorded(self, asked: list[list[Request]]) -> list[Outcome]:
        """What became of requests of which each list is recorded whole, or not at all."""
        outcomes = iter(await self.record([one for them in asked for one in together(them)]))
        return [_of_all(list(islice(outcomes, len(them)))) for them in asked]

    def _asked(self, it: KeyedRow, step: Step) -> list[Request]:
        """All that a row asks for, in the order in which it is recorded."""
        decision = OnPaper(self._unlike(it, step))
        main = self._request(it.key, decision, step.happened_at)
        if step.in_person:
            main = self._in_person(it.key, decision)
        return [
            *self._enrolment(it, step),
            *(self._request(f"{it.key} {n}", one) for n, one in enumerate(step.first)),
            main,
            *([self._request(f"{it.key} then", step.then)] if step.then else []),
            *(self._in_person(f"{it.key} ask {n}", one) for n, one in enumerate(step.proposed)),
        ]

    def _unlike(self, it: KeyedRow, step: Step) -> Decision:
        how, chosen = self.workbook.resemblance, self.choices.of(it.row.sheet, it.row.number)
        nothing = not (self.earlier.found or self.earlier.beside)
        if how is None or nothing or chosen == "another":
            return step.decision
        return UnlikeOthers(step.decision, how, self.earlier, widely=not step.mended)

    async def _enrolled(self, keys: list[str]) -> set[str]:
        """Those of recorded rows that had made somebody a member, whom they name again."""
        asked = [(OFFICE, f"{key} enrol") for key in keys]
        return {key.removesuffix(" enrol") for _, key in await self.community.recorder.known(asked)}

    async def _keep_texts(self, steps: list[Step]) -> None:
        if self.dry_run:
            return
        vault = self.community.vault
        await vault.keep_texts(self.office.texts.values())
        self.office.texts.clear()
        await self.community.seal.keep(self.office.unsealed)
        self.office.unsealed.clear()
        for name in {step.donor for step in steps if step.donor}:
            await vault.keep_donor(name)

    async def _keep_people(self, steps: list[Step]) -> None:
        """Names come after the facts, of accepted rows only.

        Should the process die in between, importing the file again brings them: that is why rows
        that were recorded before are read again.
        """
        people = {it: person for step in steps for it, person in step.people.items()}
        if people and not self.dry_run:
            await self.community.vault.keep_all(people)


def _of_all(outcomes: list[Outcome]) -> Outcome:
    """What became of requests of which all are recorded, or none: the refusal, or the last."""
    return next((it for it in outcomes if isinstance(it, Refusal)), outcomes[-1])


def _refuse_own(step: Step, own: set[str | None]) -> None:
    """Nobody takes in what they earned or took home themselves. Raises the row's refusal."""
    if step.not_by and step.not_by[0] in own:
        raise step.not_by[1]


def _each_its_own(
    refusals: Iterable[ResemblesAnother], claimed: set[str]
) -> dict[ResemblesAnother, Recorded]:
    """For each row the nearest earlier one that no other row has, also not of those `claimed`."""
    found: dict[ResemblesAnother, Recorded] = {}
    rows = [*refusals]
    for tier in range(max((len(it.details["tiers"]) for it in rows), default=0)):
        for row in rows:
            alike = row.details["tiers"][tier] if row not in found else ()
            own = next((it for it in alike if it.envelope.id not in claimed), None)
            if own is not None:
                claimed.add(own.envelope.id)
                found[row] = own
    return found
