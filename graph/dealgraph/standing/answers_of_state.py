"""Answers about which rights are in force, and how that changes."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from dealgraph.standing.answer import Cells, Found, base_row, claims_shown
from dealgraph.standing.dates import Span, day_text, later
from dealgraph.standing.desk import Desk, in_order
from dealgraph.standing.details import passages_shown
from dealgraph.standing.expression import Reason
from dealgraph.standing.model import LEVELS, Position
from dealgraph.standing.positions import Standing
from dealgraph.standing.request import Request
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.states import STATES, VARIES, Stretch, all_stretches, stretches_of
from dealgraph.standing.timeline import BEGIN, END, FALSE, TRUE, UNKNOWN
from dealgraph.standing.verdict import Verdict

_DATES = frozenset({Reason.NOT_DATED, Reason.DATE_IMPRECISE})


def rights_in_force(desk: Desk, asked: Request) -> Found:
    """List the rights that fit, with their state on the days asked for."""
    scenario = asked.scenario
    found = [v for v in desk.verdicts(scenario, asked.on) if _fits(desk, asked, scenario, v.position)]
    rows = [
        base_row(desk, scenario, v, holder_stated=desk.holders(scenario, v.position)[1], **_evidence(desk, v))
        for v in found
    ]
    return Found(rows, found)


def _evidence(desk: Desk, verdict: Verdict) -> Cells:
    """Tell on whose word a verdict rests, by which claims and passages."""
    said = [desk.model.claims[claim] for claim in verdict.claims if claim in desk.model.claims]
    return {
        "speakers": list(dict.fromkeys(desk.model.label(claim.speaker) for claim in said)),
        "claims": claims_shown(desk, verdict.claims),
        "passages": passages_shown(said),
    }


def _fits(desk: Desk, asked: Request, scenario: Scenario, position: str) -> bool:
    return (
        (not asked.holder or asked.holder in desk.holders(scenario, position)[0])
        and (not asked.counterparty or asked.counterparty in desk.counterparties(scenario, position))
        and (not asked.kind or _is_of(desk.model.positions[position], asked.kind))
    )


def _is_of(position: Position, kind: str) -> bool:
    return kind in position.kinds or kind in position.types


def positions_of(desk: Desk, asked: Request) -> Found:
    """List the rights and burdens of a company with their state."""
    scenario, record = asked.scenario, desk.record(asked.scenario)
    mine = [p for p in desk.model.positions.values()
            if record.known(p.iri) and asked.company in desk.holders(scenario, p.iri)[0]]  # fmt: skip
    found = in_order([desk.records.verdict(scenario, position.iri, asked.on) for position in mine])
    rows = [
        base_row(desk, scenario, v, kind=desk.model.label(desk.model.positions[v.position].kind),
                 holder_stated=desk.holders(scenario, v.position)[1])
        for v in found
    ]  # fmt: skip
    return Found(rows, found)


def undetermined(desk: Desk, asked: Request) -> Found:
    """List the rights of which it is unknown whether they are in force."""
    found = [v for v in desk.verdicts(asked.scenario, asked.on) if v.value in {UNKNOWN.word, VARIES}]
    return Found([base_row(desk, asked.scenario, v) for v in found], found)


def contested(desk: Desk, asked: Request) -> Found:
    """List the rights whose verdict is another one at another level of certainty."""
    found = [v for v in desk.verdicts(asked.scenario, asked.on) if v.contested_by]
    rows = [
        base_row(desk, asked.scenario, v, contested_by=list(v.contested_by))
        | {level: v.profile[level][1] for level in LEVELS}
        for v in found
    ]
    return Found(rows, found)


def as_known(desk: Desk, asked: Request) -> Found:
    """List the rights as they were known by a date, beside what all documents say."""
    full, records = replace(asked.scenario, as_of=None), desk.records
    things = [(iri, need) for iri, need in desk.rights(full) if _fits(desk, asked, full, iri)]
    now = {(iri, need): records.seen(full, iri, asked.on, need)[1] for iri, need in things}
    states = {state: place for place, state in enumerate(STATES)}
    things.sort(key=lambda thing: (states.get(now[thing], len(states)), *thing))
    found = [records.verdict(asked.scenario, iri, asked.on, need) for iri, need in things]
    rows = [
        base_row(desk, asked.scenario, verdict, state_now=now[thing], differs=verdict.state != now[thing])
        for thing, verdict in zip(things, found, strict=True)
    ]
    return Found(rows, found)


def timeline(desk: Desk, asked: Request) -> Found:
    """List the stretches of time on which a right has one state."""
    scenario = asked.scenario
    standing = desk.record(scenario).position(asked.right, asked.need)
    rows, verdicts = list[Cells](), list[Verdict]()
    for stretch in all_stretches(standing):
        start = Span(stretch.first, stretch.first)
        verdict = desk.records.verdict(scenario, asked.right, start, asked.need)
        verdicts.append(verdict)
        first, last = day_text(stretch.first), day_text(stretch.last) if stretch.last < END - 1 else ""
        rows.append(base_row(desk, scenario, verdict) | {"from": first, "to": last})
    return Found(rows, verdicts)


def expiring(desk: Desk, asked: Request) -> Found:
    """List the rights in force that end, or become uncertain, before a date."""
    scenario, rows, verdicts = asked.scenario, list[Cells](), list[Verdict]()
    for verdict in desk.verdicts(scenario, asked.on):
        if verdict.stretches[0].value is not TRUE:
            continue
        curve = verdict.standing.root.curve
        after = [(day, value) for day, value in curve.steps() if day > asked.on.first]
        leaves = next((day for day, value in after if value is not TRUE), END)
        ends = next((day for day, value in after if value is FALSE), END)
        if leaves < asked.before.first:
            verdicts.append(verdict)
            rows.append(base_row(desk, scenario, verdict, may_end=day_text(leaves), ends=day_text(ends)))
    rows.sort(key=lambda row: (str(row["may_end"]), str(row["position"])))
    return Found(rows, verdicts)


def next_changes(desk: Desk, asked: Request) -> Found:
    """List the changes of state after a date, in order of time."""
    scenario, start = asked.scenario, asked.after.last
    limit = later(start, *asked.within) if asked.within else END
    changes = sorted(
        (stretch.first, iri, need, before.state)
        for iri, need in desk.rights(scenario)
        for before, stretch in _changes(desk.record(scenario).position(iri, need))
        if start < stretch.first <= limit
    )
    rows, verdicts = list[Cells](), list[Verdict]()
    for day, iri, need, before in changes:
        verdict = desk.records.verdict(scenario, iri, Span(day, day), need)
        verdicts.append(verdict)
        rows.append(base_row(desk, scenario, verdict, date=day_text(day), state_before=before))
    return Found(rows, verdicts)


def _changes(standing: Standing) -> Iterator[tuple[Stretch, Stretch]]:
    found = list(stretches_of(standing, Span(BEGIN, END - 1)))
    yield from pairwise(found)


def diff(desk: Desk, asked: Request) -> Found:
    """List the rights whose state differs between two days; those that were only not dated before stand apart."""
    scenario, rows, verdicts = asked.scenario, list[Cells](), list[Verdict]()
    first, second = (Span(span.first, span.first) for span in (asked.start, asked.end))
    for iri, need in desk.rights(scenario):
        if desk.records.seen(scenario, iri, first, need) == desk.records.seen(scenario, iri, second, need):
            continue
        before = desk.records.verdict(scenario, iri, first, need)
        after = desk.records.verdict(scenario, iri, second, need)
        apart = before.value == UNKNOWN.word and set(before.reasons) <= _DATES and after.state == "in-force"
        verdicts.append(after)
        rows.append(
            base_row(desk, scenario, after, state_before=before.state, apart=apart,
                     change="becomes certain" if apart else change(before.state, after.state))
        )  # fmt: skip
    rows.sort(key=lambda row: (bool(row["apart"]), str(row["position"]), str(row["label"])))
    return Found(rows, verdicts)


def change(before: str, after: str) -> str:
    """Say in words how a state has changed."""
    if after == "in-force":
        return "starts" if before in {"not-yet", "conditional"} else "is in force again"
    words = {"ended": "ends", "exercised": "is used", "not-yet": "has not begun", "unknown": "becomes unknown"}
    return words.get(after, f"becomes {after}")


def compare(desk: Desk, asked: Request) -> Found:
    """List the rights that differ between two scenarios."""
    one, other = asked.sides
    rows, verdicts = list[Cells](), list[Verdict]()
    things = dict.fromkeys([*desk.rights(one), *desk.rights(other)])
    for iri, need in things:
        if desk.records.seen(one, iri, asked.on, need) != desk.records.seen(other, iri, asked.on, need):
            a = desk.records.verdict(one, iri, asked.on, need)
            b = desk.records.verdict(other, iri, asked.on, need)
            verdicts += [a, b]
            row = base_row(desk, other, b, a_state=a.state, a_value=a.value, b_state=b.state, b_value=b.value)
            rows.append(row)
    return Found(rows, verdicts, {"a": _side(one), "b": _side(other)})


def _side(scenario: Scenario) -> dict[str, object]:
    return scenario.to_json()
