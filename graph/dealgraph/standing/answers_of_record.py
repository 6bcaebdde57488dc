"""Answers about needs under a right of first refusal, and about what is on record: conflicts, supersession, events."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from dealgraph import names
from dealgraph.standing import first_refusal as refusal
from dealgraph.standing.answer import Cells, Found, base_row, claims_shown
from dealgraph.standing.dates import day_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.index import Option
from dealgraph.standing.model import LEVELS, Link, Term, shown
from dealgraph.standing.positions import Record, Standing
from dealgraph.standing.request import Request
from dealgraph.standing.scenario import Happening
from dealgraph.standing.slots import Slot, Stated
from dealgraph.standing.states import Cause
from dealgraph.standing.timeline import TRUE
from dealgraph.standing.verdict import Verdict

_FIRST_REFUSAL = names.deal("RightOfFirstRefusal").value


def _options(desk: Desk, asked: Request) -> Iterator[Option]:
    """List the rights of first refusal with outcomes, or the option that was asked for."""
    for option in desk.index.options.values():
        kinds = desk.model.positions[option.position].kinds
        fits = option.position == asked.right if asked.right else _FIRST_REFUSAL in kinds
        if fits and desk.record(asked.scenario).known(option.position):
            yield option


def _stage(desk: Desk, asked: Request, option: Option) -> Cells:
    reached = refusal.stage(desk.record(asked.scenario), option, asked.need, asked.on.first)
    return {"need": asked.need, "stage": reached}


def first_refusal(desk: Desk, asked: Request) -> Found:
    """Judge a right of first refusal and its outcomes for one need."""
    rows, verdicts = list[Cells](), list[Verdict]()
    for option in _options(desk, asked):
        things = [(option.position, ""), *((p, asked.need) for p in refusal.outcomes(desk.index, option))]
        for iri, need in things:
            verdict = desk.records.verdict(asked.scenario, iri, asked.on, need)
            verdicts.append(verdict)
            rows.append(base_row(desk, asked.scenario, verdict) | _stage(desk, asked, option))
    return Found(rows, verdicts)


def _judged(desk: Desk, asked: Request, option: Option, make: Callable[[Record, Option, str], Standing]) -> Verdict:
    verdict = desk.records.judged(asked.scenario, lambda record: make(record, option, asked.need), asked.on)
    deciding = next((leaf for leaf, _ in verdict.places.leaves()), None)
    return replace(verdict, cause=Cause(deciding.ref, deciding.label) if deciding else None)


def breach(desk: Desk, asked: Request) -> Found:
    """Judge whether a contract with another, made on the date, would breach the right."""
    rows, verdicts, words = list[Cells](), list[Verdict](), {"true": "breach", "false": "no breach"}
    for option in _options(desk, asked):
        verdict = _judged(desk, asked, option, partial(refusal.breach, other=asked.counterparty))
        _, state = desk.records.glance(asked.scenario, option.position, asked.on.first)
        verdict = replace(verdict, state=state)
        verdicts.append(verdict)
        more: Cells = {"breach": words.get(verdict.value, verdict.value)}
        rows.append(base_row(desk, asked.scenario, verdict) | _stage(desk, asked, option) | more)
    return Found(rows, verdicts)


def who_may_host(desk: Desk, asked: Request) -> Found:
    """Judge for the holder, and for everybody else, who may provide the capacity for a need."""
    rows, verdicts = list[Cells](), list[Verdict]()
    for option in _options(desk, asked):
        holders, _ = desk.holders(asked.scenario, option.position)
        for make, host in (
            (refusal.holder_may_host, ", ".join(desk.model.label(holder) for holder in holders)),
            (refusal.others_may_host, "anybody else"),
        ):
            verdict = _judged(desk, asked, option, make)
            state = _hosting_state(desk, asked, option, verdict, holder=make is refusal.holder_may_host)
            verdict = replace(verdict, state=state)
            verdicts.append(verdict)
            rows.append(base_row(desk, asked.scenario, verdict, host=host) | _stage(desk, asked, option))
    return Found(rows, verdicts)


def _hosting_state(desk: Desk, asked: Request, option: Option, verdict: Verdict, *, holder: bool) -> str:
    """Say how a party stands to a need: free to host it, free if the other moves first, or out of it."""
    if verdict.value != "false":
        return {"true": "in-force", "unknown": "unknown"}.get(verdict.value, verdict.value)
    record, day = desk.record(asked.scenario), asked.on.first
    stage = refusal.stage(record, option, asked.need, day)
    if stage in {"declined", "accepted"}:
        return "ended" if (stage == "declined") is holder else "conditional"
    power = record.position(option.position)
    return "conditional" if power.root.curve.at(day) is TRUE else desk.records.glance(
        asked.scenario, option.position, day)[1]  # fmt: skip


def conflicts(desk: Desk, asked: Request) -> Found:
    """List the alternatives for the beginning and the end of rights, and what became of each."""
    rows, verdicts = list[Cells](), list[Verdict]()
    record = desk.record(asked.scenario)
    for iri, need in desk.rights(asked.scenario):
        for slot in () if need else record.slots(iri):
            name = f"{shown(slot.position)}/{slot.role}/{shown(slot.what)}"
            if asked.slot and shown(asked.slot) not in {name, shown(slot.position)}:
                continue
            verdict = desk.records.verdict(asked.scenario, iri, asked.on)
            verdicts.append(verdict)
            for outcome, stated in _alternatives(slot):
                claims = stated.claims or record.admission.evidence(stated.condition)
                level = max(record.admission.level_of(claims), record.admission.firmest(stated.condition))
                more: Cells = {
                    "slot": name, "item": shown(stated.condition), "item_label": desk.model.label(stated.condition),
                    "outcome": outcome, "level": LEVELS[level], "claims": claims_shown(desk, claims),
                }  # fmt: skip
                rows.append(base_row(desk, asked.scenario, verdict) | more)
    return Found(rows, verdicts)


def _alternatives(slot: Slot) -> Iterator[tuple[str, Stated]]:
    yield from (("conflict" if slot.conflict else "counts", stated) for stated in slot.kept)
    yield from (("superseded", stated) for stated in slot.superseded)
    yield from (("weaker", stated) for stated in slot.weaker)


def superseded(desk: Desk, asked: Request) -> Found:
    """List what has been superseded by what, for one agreement with its terms and rights, or for all."""
    record, rows, verdicts = desk.record(asked.scenario), list[Cells](), list[Verdict]()
    family = _family(desk, asked.agreement) if asked.agreement else None
    for later, link in _supersessions(desk):
        support = record.admission.link(link)
        if support is None or (family is not None and family.isdisjoint({later, link.target})):
            continue
        base: Cells = {}
        if link.target in desk.model.positions:
            verdict = desk.records.verdict(asked.scenario, link.target, asked.on)
            verdicts.append(verdict)
            base = base_row(desk, asked.scenario, verdict)
        level = record.admission.level_of(support.claims) if support.claims else record.admission.firmest(later)
        rows.append(base | {
            "label": desk.model.label(link.target), "item": shown(link.target),
            "item_label": desk.model.label(link.target), "superseded_by": shown(later),
            "superseded_by_label": desk.model.label(later), "level": LEVELS[level],
            "claims": claims_shown(desk, support.claims or record.admission.evidence(later)),
        })  # fmt: skip
    return Found(rows, verdicts)


def _supersessions(desk: Desk) -> Iterator[tuple[str, Link]]:
    yield from ((term.iri, link) for term in desk.model.terms.values() for link in term.supersedes)
    yield from ((right.iri, link) for right in desk.model.positions.values() for link in right.supersedes)


def _family(desk: Desk, agreement: str) -> set[str]:
    """Gather an agreement, its terms and the positions that they confer."""
    terms = {agreement, *(t.iri for t in desk.model.terms.values() if agreement in t.agreements)}
    return terms | {link.target for iri in terms for link in desk.model.terms[iri].confers}


def definition(desk: Desk, asked: Request) -> Found:
    """List the tests of a definition and whether they are met."""
    term, record = desk.model.terms[asked.term], desk.record(asked.scenario)
    rows: list[Cells] = []
    for link in term.criteria:
        claims = [claim for support in link.supports for claim in support.claims]
        claims = claims or list(desk.model.evidence.get(term.iri, ()))
        known = [desk.model.claims[claim] for claim in claims if claim in desk.model.claims]
        support = record.admission.link(link) if record.admission.item(term.iri) else None
        made = record.conditions.of(link.target) if support is not None else None
        rows.append({
            "label": desk.model.label(term.iri), "value": made.curve.at(asked.on.first).word if made else "",
            "item": shown(link.target), "item_label": desk.model.label(link.target),
            "item_value": made.curve.at(asked.on.first).word if made else "",
            "level": LEVELS[max((claim.level for claim in known), default=0)],
            "reading": any(claim.reading for claim in known), "counts": made is not None,
            "outside": any(desk.is_outside(claim.iri) for claim in known), "claims": claims_shown(desk, claims),
        })  # fmt: skip
    return Found(rows, (), {"definition": _definition(desk, term)})


def _definition(desk: Desk, term: Term) -> dict[str, object]:
    return {
        "id": shown(term.iri),
        "label": desk.model.label(term.iri),
        "defines": [shown(notion) for notion in term.defines],
        "agreedIn": [shown(agreement) for agreement in term.agreements],
        "claims": claims_shown(desk, desk.model.evidence.get(term.iri, ())),
    }


def events(desk: Desk, asked: Request) -> Found:
    """List the events on record, when they lie, and whether rights depend on them."""
    record = desk.record(asked.scenario)
    rows = [
        _event_row(desk, asked, record, iri)
        for iri in sorted(desk.model.events)
        if record.admission.item(iri)
    ]  # fmt: skip
    wanted = [row for row in rows if _agrees(asked.happened, row["happened"])]
    return Found([row for row in wanted if _agrees(asked.assumable, row["assumable"])])


def _agrees(wanted: bool | None, found: object) -> bool:  # noqa: FBT001 - a truth that may be asked for
    return wanted is None or wanted is found


def _event_row(desk: Desk, asked: Request, record: Record, iri: str) -> Cells:
    dated = record.chronicle.dated(Happening(iri))
    window, day = dated.window if dated else None, asked.on.first
    piece = next(p for p in reversed(record.chronicle.pieces(Happening(iri))) if p.first <= day)
    known: Iterable[str] = record.admission.evidence(iri)
    dates = [b.claims for b in (dated.earliest, dated.latest) if b] if dated else []
    kinds = sorted(shown(link.target) for link in desk.model.events[iri].actuality)
    return {
        "label": desk.model.label(iri), "item": shown(iri), "kind": ", ".join(kinds), "value": piece.value.word,
        "state": "happened" if piece.value is TRUE else "open", "happened": piece.value is TRUE,
        "certainty": LEVELS[record.admission.firmest(iri)], "assumable": iri in desk.index.dependants,
        "earliest": day_text(window.earliest) if window and window.earliest is not None else "",
        "latest": day_text(window.latest) if window and window.latest is not None else "",
        "reasons": [piece.reason.value] if piece.reason else [], "claims": claims_shown(desk, known),
        "outside": any(desk.is_outside(claim) for claims in dates for claim in claims),
    }  # fmt: skip
