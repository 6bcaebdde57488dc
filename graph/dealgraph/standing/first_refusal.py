"""Powers that recur, such as a right of first refusal: for each need, who may host and what would be a breach.

    need(n) -> offer(n) -> accept(n): hosting by the holder, for n
                        -> decline(n): the grantor's liberty to turn to others, for n only
                        -> no reply: nothing, because no period is stated

Exercise or decline does not end the power.
"""

from collections.abc import Iterator
from dataclasses import replace

from dealgraph.standing.expression import Basis, Expression, Op, Piece, latched, leaf, node
from dealgraph.standing.index import Index, Option
from dealgraph.standing.model import shown
from dealgraph.standing.positions import Record, Standing
from dealgraph.standing.scenario import NEED, OFFER, Happening, Scenario
from dealgraph.standing.timeline import BEGIN, TRUE

STAGES = ("declined", "accepted", "offered", "needed", "no need")
"""How far a need has come, the furthest first."""


def outcomes(index: Index, option: Option) -> tuple[str, ...]:
    """List the positions to which an option leads."""
    position = index.model.positions[option.position]
    return (*position.on_exercise, *position.on_decline)


def needs_of(scenario: Scenario) -> list[str]:
    """List the needs of which a scenario speaks, in order of their numbers."""
    happenings = [*(found.happening for found in scenario.occurrences), *scenario.never]
    needs = {found.of for found in happenings if found.of.startswith("need-")}
    return sorted(needs, key=lambda need: int(need.removeprefix("need-")))


def instances(index: Index, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """List the outcomes of options for the needs of which a scenario speaks."""
    for need in needs_of(scenario):
        for option in index.options.values():
            yield from ((position, need) for position in outcomes(index, option))


def declined(record: Record, option: Option, need: str) -> Expression:
    """Tell when the holder has declined."""
    acts = [record.conditions.event(event, need) for event in sorted(option.declines)]
    return latched(node(Op.ANY, acts, f"The holder has declined {need}"))


def stage(record: Record, option: Option, need: str, day: int) -> str:
    """Tell how far a need has come by a day."""
    chronicle = record.chronicle

    def sure(*happenings: Happening) -> bool:
        pieces = [piece for happening in happenings for piece in chronicle.pieces(happening)]
        return any(piece.first <= day and piece.value is TRUE for piece in pieces)

    reached = (
        sure(*(Happening(event, need) for event in option.declines)),
        sure(*(Happening(event, need) for event in option.accepts)),
        sure(Happening(OFFER, need)),
        sure(Happening(NEED, need)),
        True,
    )
    return next(name for name, found in zip(STAGES, reached, strict=True) if found)


def breach(record: Record, option: Option, need: str, other: str = "") -> Standing:
    """Tell when a contract with another over a need would breach the power: while it is in force and not declined.

    Args:
        record: the record as a scenario sees it.
        option: the power.
        need: the need that the contract is about.
        other: with whom it is made, who breaches nothing as the holder of the power; anybody else where it is empty.
    """
    power = record.position(option.position)
    unheard = node(Op.NONE, [declined(record, option, need)], f"The holder has not declined {need}")
    parts = [power.root, unheard, *_apart(record, option, other)]
    root = node(Op.ALL, parts, f"A contract with another over {need} breaches the right")
    return replace(power, need=need, root=root)


def _apart(record: Record, option: Option, other: str) -> Iterator[Expression]:
    """Tell, where the other side of a contract is the holder itself, that it is nobody else."""
    for link in record.index.model.positions[option.position].holders:
        support = record.admission.fact(link) if link.target == other else None
        if support is not None:
            same = leaf(
                Op.EVENT, [Piece(BEGIN, TRUE, Basis.RECORDED)], "It is the holder", shown(other), support.claims
            )
            yield node(Op.NONE, [same], "The contract is with another than the holder", shown(other))


def bars(record: Record, option: Option, need: str) -> list[Expression]:
    """List what keeps others from hosting: the power, that the holder hosts, and what the power took the place of."""
    former = [found.root for found in _predecessors(record, option)]
    return [breach(record, option, need).root, *_taken(record, option, need), *former]


def _taken(record: Record, option: Option, need: str) -> list[Expression]:
    """List the positions that the holder has for a need by taking it up."""
    return [record.position(p, need).root for p in record.index.model.positions[option.position].on_exercise]


def _predecessors(record: Record, option: Option) -> Iterator[Standing]:
    positions = record.index.model.positions
    waiting, seen = [option.position], {option.position}
    while waiting:
        for link in positions[waiting.pop()].supersedes:
            if link.target in positions and link.target not in seen:
                seen.add(link.target)
                waiting.append(link.target)
                yield record.position(link.target)


def others_may_host(record: Record, option: Option, need: str) -> Standing:
    """Tell when anybody but the holder may host a need: when nothing bars it."""
    power = record.position(option.position)
    root = node(Op.NONE, bars(record, option, need), f"Nothing keeps others from hosting {need}")
    return replace(power, need=need, root=root)


def holder_may_host(record: Record, option: Option, need: str) -> Standing:
    """Tell when the holder may host a need: when it has taken it up, or is the only provider anyway."""
    power = record.position(option.position)
    former = [found.root for found in _predecessors(record, option)]
    root = node(Op.ANY, [*_taken(record, option, need), *former], f"The holder may host {need}")
    return replace(power, need=need, root=root)
