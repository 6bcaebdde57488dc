"""Answers about why a right is in force or not, on what that depends, and what would change it."""

from collections.abc import Iterator

from dealgraph.standing.answer import Cells, Found, base_row, claims_shown
from dealgraph.standing.dates import Span
from dealgraph.standing.desk import Desk
from dealgraph.standing.expression import Expression, claims_of
from dealgraph.standing.levers import levers_for
from dealgraph.standing.model import LEVELS, Role, shown
from dealgraph.standing.request import Request
from dealgraph.standing.scenario import END, Figure, Happening, Scenario
from dealgraph.standing.support import reason_on
from dealgraph.standing.timeline import FALSE, TRUE, Value
from dealgraph.standing.verdict import Verdict


def why(desk: Desk, asked: Request) -> Found:
    """Judge one right."""
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on, asked.need)
    row = base_row(desk, asked.scenario, verdict, contested_by=list(verdict.contested_by),
                   claims=claims_shown(desk, verdict.claims))  # fmt: skip
    return Found([row], [verdict])


def why_not(desk: Desk, asked: Request) -> Found:
    """List the clauses that keep a right from being in force."""
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on, asked.need)
    rows: list[Cells] = []
    for clause, day in verdict.places.places:
        value = clause.curve.at(day)
        if verdict.value == TRUE.word or not clause.role or value is (FALSE if _stops(clause) else TRUE):
            continue
        reason = reason_on(clause, day) or next((reason_on(part, day) for part in clause.parts), None)
        more: Cells = {
            "role": [clause.role], "item": clause.ref, "item_label": clause.parts[0].label, "item_value": value.word,
            "reasons": [reason.value] if reason else [], "claims": claims_shown(desk, clause.claims),
        }  # fmt: skip
        rows.append(base_row(desk, asked.scenario, verdict) | more)
    return Found(rows, [verdict])


def _stops(clause: Expression) -> bool:
    """Tell whether a clause, once it is met, keeps the position from being in force."""
    return clause.role in {Role.ENDS.value, Role.MAY_END.value, Role.EXCEPT.value, "used"}


def what_ends(desk: Desk, asked: Request) -> Found:
    """List the rights that an event ends or makes uncertain."""
    return _effects(desk, asked, worse=True)


def what_starts(desk: Desk, asked: Request) -> Found:
    """List the rights that an event brings into force, or may."""
    return _effects(desk, asked, worse=False)


def _effects(desk: Desk, asked: Request, *, worse: bool) -> Found:
    """Compare that an event happens on a date with that it never happens, for the rights that depend on it."""
    if asked.event is None:
        return Found([])
    never = asked.scenario.excluding(asked.event)
    then = asked.scenario.supposing(asked.event, asked.on)
    rows, verdicts, day = list[Cells](), list[Verdict](), asked.on.last
    for iri, need in _depending(desk, then, asked.event):
        if not desk.record(then).known(iri, need):
            continue
        before, state_before = desk.records.glance(never, iri, day, need)
        after, state = desk.records.glance(then, iri, day, need)
        if _is_worse(before, after, state_before, state) if worse else after > before:
            verdict = desk.records.verdict(then, iri, Span(day, day), need)
            verdicts.append(verdict)
            rows.append(base_row(desk, then, verdict, state_before=state_before))
    return Found(rows, verdicts, {"assuming": then.to_json()})


def _is_worse(before: Value, after: Value, state_before: str, state: str) -> bool:
    return after < before or (after is before and state != state_before and state in {"ended", "exercised"})


def _depending(desk: Desk, scenario: Scenario, happening: Happening) -> Iterator[tuple[str, str]]:
    """List the rights that depend on an event: looked up, not searched for."""
    if happening.event == END:
        yield happening.of, ""
        return
    if happening.of:
        yield from ((iri, need) for iri, need in desk.rights(scenario) if need == happening.of)
        return
    yield from ((iri, "") for iri in desk.index.dependants.get(happening.event, ()))


def threshold(desk: Desk, asked: Request) -> Found:
    """Judge the rights that depend on a measure, if a figure is measured on the date."""
    if asked.amount is None:
        return Found([])
    amount, on = asked.amount, asked.on
    figure = Figure(asked.measure, "", on.first, on.first, amount.low, amount.high, amount.unit)
    then = asked.scenario.measuring(figure)
    chosen = [(asked.right, "")] if asked.right else list(_measured(desk, asked))
    rows, verdicts = list[Cells](), list[Verdict]()
    for iri, need in chosen:
        verdict = desk.records.verdict(then, iri, on, need)
        verdicts.append(verdict)
        _, state = desk.records.glance(asked.scenario, iri, on.first, need)
        rows.append(base_row(desk, then, verdict, state_before=state))
    return Found(rows, verdicts, {"assuming": then.to_json()})


def _measured(desk: Desk, asked: Request) -> Iterator[tuple[str, str]]:
    conditions = desk.model.conditions
    for iri, need in desk.rights(asked.scenario):
        roots = desk.index.roots(desk.model.positions[iri])
        under = (conditions[c] for _, root in roots for c in desk.index.conditions_under(root))
        if any(condition.measure == asked.measure for condition in under):
            yield iri, need


def levers(desk: Desk, asked: Request) -> Found:
    """List the single assumptions that change the state of a right."""
    rows: list[Cells] = []
    before = desk.records.glance(asked.scenario, asked.right, asked.on.first, asked.need)
    for lever in levers_for(desk, asked.scenario, asked.right, asked.on, asked.need):
        if desk.records.glance(lever.scenario, asked.right, asked.on.first, asked.need) != before:
            verdict = desk.records.verdict(lever.scenario, asked.right, asked.on, asked.need)
            more: Cells = {"lever": lever.text, "kind": lever.kind, "state_before": before[1]}
            rows.append(base_row(desk, lever.scenario, verdict) | more)
    return Found(rows)


def assumptions(desk: Desk, asked: Request) -> Found:
    """List what a verdict takes for granted."""
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on, asked.need)
    claims = desk.model.claims
    outside = [claims[c] for c in verdict.claims if c in claims and desk.is_outside(c)]
    taken = [("presumption", ref, label) for ref, label in verdict.presumed.items()]
    taken += [("assumption", ref, label) for ref, label in verdict.assumed.items()]
    taken += [("reading", claims_shown(desk, [iri])[0], claims[iri].says) for iri in verdict.readings]
    taken += [("outside", claims_shown(desk, [claim.iri])[0], claim.says) for claim in outside]
    base = base_row(desk, asked.scenario, verdict)
    rows: list[Cells] = [base | {"kind": kind, "item": ref, "item_label": label} for kind, ref, label in taken]
    return Found(rows, [verdict])


def conditions(desk: Desk, asked: Request) -> Found:
    """List the clauses of a right, those that do not count at this level too."""
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on, asked.need)
    record, day = desk.record(asked.scenario), asked.on.first
    base, rows = base_row(desk, asked.scenario, verdict), list[Cells]()
    for source in (asked.right, *_other_ends(desk, asked.right)):
        for clause in desk.model.positions[source].clauses:
            link, target = clause.condition, clause.condition.target
            claims = [c for s in link.supports for c in s.claims] or list(desk.model.evidence.get(target, ()))
            weakest = max((desk.model.claims[c].level for c in claims if c in desk.model.claims), default=0)
            support = record.admission.link(link)
            made = record.conditions.of(target, asked.need) if support is not None else None
            more: Cells = {
                "role": [clause.role.value], "item": shown(target), "item_label": desk.model.label(target),
                "item_value": made.curve.at(day).word if made else "", "level": LEVELS[weakest],
                "claims": claims_shown(desk, claims), "counts": made is not None,
            }  # fmt: skip
            rows.append(base | more)
    return Found(rows, [verdict])


def _other_ends(desk: Desk, right: str) -> tuple[str, ...]:
    """List the rights whose clauses a burden shares."""
    position = desk.model.positions[right]
    if position.is_right:
        return ()
    positions = desk.model.positions
    return tuple(iri for iri in position.correlatives if iri in positions and positions[iri].is_right)


def depends_on(desk: Desk, asked: Request) -> Found:
    """List the events, times, figures and rights on which a right depends, with the roles that they play."""
    position, model = desk.model.positions[asked.right], desk.model
    roles: dict[tuple[str, str], list[str]] = {}
    for role, root in desk.index.roots(position):
        for iri in desk.index.conditions_under(root):
            condition = model.conditions[iri]
            events = [condition.event.target] if condition.event else list(desk.index.reaching(iri))
            found = [("event", event) for event in events]
            found += [("time", condition.time)] if condition.time else []
            found += [("measure", condition.measure)] if condition.measure else []
            for thing in found:
                roles.setdefault(thing, []).append(role.value)
    for event, _ in desk.index.exercises.get(asked.right, ()):
        roles.setdefault(("event", event), []).append("used")
    for successor, _ in desk.index.successors.get(asked.right, ()):
        roles.setdefault(("position", successor), []).append("superseded by")
    option = desk.index.outcomes.get(asked.right)
    if option:
        roles.setdefault(("position", option.position), []).append("outcome of")
        for event in sorted(option.events):
            roles.setdefault(("event", event), []).append("outcome of")
    for event in sorted(desk.index.events_of(position)):
        roles.setdefault(("event", event), ["bounds in time"])
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on)
    base = base_row(desk, asked.scenario, verdict)
    rows: list[Cells] = [
        base | {"kind": kind, "item": shown(iri), "item_label": model.label(iri), "role": list(dict.fromkeys(found))}
        for (kind, iri), found in roles.items()
    ]
    return Found(rows, [verdict])


def sources(desk: Desk, asked: Request) -> Found:
    """List the claims for a right, its clauses, and the events and dates behind them."""
    verdict = desk.records.verdict(asked.scenario, asked.right, asked.on)
    base, rows = base_row(desk, asked.scenario, verdict), list[Cells]()
    admission = desk.record(asked.scenario).admission
    for iri in dict.fromkeys([*admission.evidence(asked.right), *claims_of(verdict.standing.root)]):
        claim = desk.model.claims[iri]
        more: Cells = {
            "claim": iri, "says": claim.says, "speaker": desk.model.label(claim.speaker), "level": LEVELS[claim.level],
            "document": shown(claim.document), "passages": list(claim.passages), "reading": claim.reading,
            "outside": desk.is_outside(iri),
        }  # fmt: skip
        rows.append(base | more)
    return Found(rows, [verdict])
