"""The graph as a picture: companies, agreements, rights and conditions in four columns, drawn by the server.

Things are put into the order in which their lines cross least, by sweeps of barycentres (K. Sugiyama and others,
"Methods for Visual Understanding of Hierarchical System Structures", 1981). A table says the same as the picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from flask import Request, Response

from dealgraph.standing.asking import desk_of
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import Position, shown
from dealgraph.standing.states import state_on
from dealservice.glimpses import Link, Observer, today
from dealservice.received import only, read_parameters
from dealservice.replies import FLEETING, page, reply_json
from dealservice.service import Service

COLUMNS = ("Companies", "Agreements", "Rights", "Conditions")
MAX_RIGHTS = 40
"""The picture shows so many rights, with all that they lead to."""
_WIDTH, _BOX, _GAP, _TALL, _TOP = 1180, 232, 84, 44, 36
_STEP = _TALL + 10
_LETTERS, _LINES, _SWEEPS = 30, 2, 6


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the picture: its column, label, page, kind and, for a right, its state."""

    iri: str
    column: int
    thing: Link
    kind: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line in the picture, and what it means."""

    start: str
    end: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: things and lines, and whether there are more."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    is_cut: bool


def picture(service: Service, request: Request) -> Response:
    """Show the picture with a table that says the same.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The picture", ())
    drawing = _drawing(service)
    lines = [(drawing.nodes[e.start], e.words, drawing.nodes[e.end]) for e in drawing.edges]
    response = page("picture.html", drawing=_svg(drawing), lines=lines, is_cut=drawing.is_cut)
    response.headers["Cache-Control"] = FLEETING
    return response


def data(service: Service, request: Request) -> Response:
    """Give the things and lines of the picture as JSON, for programs that draw.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The picture", ())
    drawing = _drawing(service)
    nodes = [
        {"id": shown(n.iri), "label": n.thing.label, "page": n.thing.address, "column": n.column, "kind": n.kind,
         "state": n.state}
        for column in _ordered(drawing) for n in map(drawing.nodes.__getitem__, column)
    ]  # fmt: skip
    edges = [{"source": shown(e.start), "target": shown(e.end), "label": e.words} for e in drawing.edges]
    response = reply_json({"columns": COLUMNS, "nodes": nodes, "edges": edges, "cut": drawing.is_cut})
    response.headers["Cache-Control"] = FLEETING
    return response


def _drawing(service: Service) -> Drawing:
    """Gather the rights, their holders and grantors, the terms that confer them, and their conditions."""
    observer = Observer(desk_of(service.live.now()), service.root, today().toordinal())
    desk = observer.desk
    known = observer.known(p for p in desk.model.positions.values() if p.is_right)
    rights = known[:MAX_RIGHTS]
    edges = dict.fromkeys(edge for right in rights for edge in _edges(desk, observer, right))
    nodes = {right.iri: _right(observer, right) for right in rights}
    for edge in edges:
        for iri in (edge.start, edge.end):
            if iri not in nodes:
                nodes[iri] = _node(desk, observer, iri)
    return Drawing(nodes, tuple(edges), len(rights) < len(known))


def _right(observer: Observer, right: Position) -> Node:
    standing = observer.desk.record(observer.scenario).position(right.iri)
    kind = observer.desk.model.label(right.kind)
    return Node(right.iri, 2, observer.link(right.iri), kind, state_on(standing, observer.day))


def _node(desk: Desk, observer: Observer, iri: str) -> Node:
    model = desk.model
    if iri in model.terms:
        return Node(iri, 1, observer.link(iri), "agreement")
    if iri in model.conditions:
        return Node(iri, 3, observer.link(iri), "condition")
    return Node(iri, 0, observer.link(iri), "company, group or person")


def _edges(desk: Desk, observer: Observer, right: Position) -> Iterator[Edge]:
    admission = desk.record(observer.scenario).admission
    for link in right.holders:
        yield Edge(link.target, right.iri, "holds")
    for link in right.grantors:
        yield Edge(link.target, right.iri, "grants")
    for agreement in _agreements(desk, right):
        yield Edge(agreement, right.iri, "confers")
        yield from (Edge(party, agreement, "party to") for party in desk.model.terms[agreement].parties)
    for clause in right.clauses:
        if admission.link(clause.condition) is not None:
            yield Edge(right.iri, clause.condition.target, clause.role.value)


def _agreements(desk: Desk, right: Position) -> dict[str, None]:
    """List the agreements that confer a right, or the terms that do where no agreement is known."""
    terms = desk.model.terms
    found = [iri for term in right.terms if term in terms for iri in terms[term].agreements or (term,)]
    return dict.fromkeys(iri for iri in found if iri in terms)


def _ordered(drawing: Drawing) -> list[list[str]]:
    """Put the things of each column into an order in which few lines cross."""
    columns = [[iri for iri, node in drawing.nodes.items() if node.column == c] for c in range(len(COLUMNS))]
    near: dict[str, list[str]] = {iri: [] for iri in drawing.nodes}
    for edge in drawing.edges:
        near[edge.start].append(edge.end)
        near[edge.end].append(edge.start)
    for _ in range(_SWEEPS):
        places = {iri: (i + 0.5) / len(column) for column in columns for i, iri in enumerate(column)}
        for column in columns:
            weights = {
                iri: sum(places[n] for n in near[iri]) / len(near[iri]) if near[iri] else places[iri] for iri in column
            }
            column.sort(key=lambda iri: (weights[iri], iri))
            places |= {iri: (i + 0.5) / len(column) for i, iri in enumerate(column)}
    return columns


def _svg(drawing: Drawing) -> str:
    columns = _ordered(drawing)
    height = _TOP + _STEP * max(map(len, columns), default=0) + 8
    places = {
        iri: (c * (_BOX + _GAP), _TOP + (i + 0.5) * (height - _TOP) / len(column))
        for c, column in enumerate(columns)
        for i, iri in enumerate(column)
    }
    title = f"{len(drawing.nodes)} things and {len(drawing.edges)} links between them; the table below says the same."
    return "".join([
        f'<svg class="graph" viewBox="0 0 {_WIDTH} {height}" role="group"',
        f' aria-label="{escape(title)}">',
        *(f'<text class="head" x="{c * (_BOX + _GAP)}" y="18">{escape(name)}</text>' for c, name in enumerate(COLUMNS)),
        *(_line(edge, drawing, places) for edge in drawing.edges),
        *(_box(drawing.nodes[iri], *places[iri]) for column in columns for iri in column),
        "</svg>",
    ])  # fmt: skip


def _line(edge: Edge, drawing: Drawing, places: Mapping[str, tuple[float, float]]) -> str:
    start, end = sorted((edge.start, edge.end), key=lambda iri: drawing.nodes[iri].column)
    (x, y), (x2, y2) = places[start], places[end]
    x += _BOX
    middle = (x + x2) / 2
    kind = edge.words.replace(" ", "-")
    words = f"{drawing.nodes[edge.start].thing.label}: {edge.words}: {drawing.nodes[edge.end].thing.label}"
    return (
        f'<path class="e-{escape(kind)}" d="M{x:.0f} {y:.0f}C{middle:.0f} {y:.0f} {middle:.0f} {y2:.0f} {x2:.0f} '
        f'{y2:.0f}"><title>{escape(words)}</title></path>'
    )


def _box(node: Node, x: float, y: float) -> str:
    lines = _short(node.thing.label)
    top = y - _TALL / 2
    first = y + 4 - (len(lines) - 1) * 7.5
    written = "".join(
        f'<tspan x="{x + 12:.0f}" y="{first + 15 * place:.1f}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    state = f" n-{escape(node.state)}" if node.state else ""
    return (
        f'<a href="{escape(node.thing.address)}"><title>{escape(node.thing.label)}</title>'
        f'<rect class="n-{node.column}{state}" x="{x:.0f}" y="{top:.1f}" width="{_BOX}" height="{_TALL}" rx="6"/>'
        f"<text>{written}</text></a>"
    )


def _short(label: str) -> Sequence[str]:
    lines = wrap(label, _LETTERS) or [""]
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1][: _LETTERS - 1]}…"]
