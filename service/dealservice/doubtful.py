"""The quality of imported data: the values that are doubtful, by kind and by document, each as it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request, Response
from pyoxigraph import NamedNode

from dealgraph.answer import Row
from dealgraph.names import local
from dealgraph.problems import Finding, ParameterProblem
from dealgraph.store import Store
from dealservice.glimpses import Link
from dealservice.markup import address
from dealservice.portfolio import agreement_address
from dealservice.questions import labels, question, rows, words_of
from dealservice.received import only, read_parameters
from dealservice.replies import page
from dealservice.rows import plain
from dealservice.service import Service

SIZE = 100
"""A page lists so many values."""
MOST_DOCUMENTS = 25
"""So many documents are listed, those with the most doubtful values first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values are doubtful in a way, in how many documents; the list narrowed to them."""

    label: str
    number: int
    documents: int
    address: str


@dataclass(frozen=True, slots=True)
class Value:
    """A doubtful value: its kind, how it stands, where, and in which document."""

    thing: Link
    value: str
    place: str
    document: Link


def values(service: Service, request: Request) -> Response:
    """List the doubtful values of imported data.

    Raises:
        ParameterProblem: a parameter is unknown or cannot be read.
    """
    given = only(read_parameters(request.query_string), "The page", ("kind", "page"))
    store, root = service.live.now(), service.root
    every = [row for row in rows(store, question("findings")) if isinstance(row[1], NamedNode)]
    kind = given.get("kind", "").strip()
    chosen = [row for row in every if not kind or local(plain(row[1])) == kind]
    last = max(1, -(-len(chosen) // SIZE))
    number = _page_number(given.get("page", "1"), last)
    nodes = {part for row in every for part in (row[1], row[2]) if isinstance(part, NamedNode)}
    found = labels(store, nodes)
    named = {node.value: found[node.value].value if node.value in found else words_of(node) for node in nodes}
    documents = Counter(plain(row[2]) for row in chosen)
    top = [iri for iri, _ in documents.most_common(MOST_DOCUMENTS)]
    shown = chosen[(number - 1) * SIZE : number * SIZE]
    where = _addresses(store, {*top, *(plain(row[2]) for row in shown)}, root)
    return page(
        "doubtful.html",
        total=len(every),
        chosen=len(chosen),
        kind=kind,
        kind_label=next((named[plain(row[1])] for row in chosen), kind.replace("-", " ")),
        kinds=_tallies(every, named, root),
        documents=[(Link(named[iri], where[iri]), documents[iri]) for iri in top],
        others=len(documents) - len(top),
        values=[
            Value(
                Link(named[plain(k)], address(plain(f), root)),
                plain(v),
                plain(p),
                Link(named[plain(s)], where[plain(s)]),
            )
            for f, k, s, p, v in shown
        ],
        number=number,
        last=last,
        before=_address(root, kind, number - 1) if number > 1 else "",
        after=_address(root, kind, number + 1) if number < last else "",
    )


def _page_number(text: str, last: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= last):
        fault = Finding(
            f"“{text[:80]}” is no page of this list; it has {last}.", subject="page", code="parameter-value"
        )
        raise ParameterProblem("The values cannot be listed like that.", findings=[fault])
    return int(text)


def _address(root: str, kind: str, number: int = 1) -> str:
    asked = {"kind": kind} if kind else {}
    asked |= {"page": str(number)} if number > 1 else {}
    return f"{root}/quality/values{'?' if asked else ''}{urlencode(asked)}"


def _tallies(every: Sequence[Row], named: dict[str, str], root: str) -> list[Tally]:
    counts = Counter(plain(row[1]) for row in every)
    return [
        Tally(named[iri], n, len({plain(row[2]) for row in every if plain(row[1]) == iri}), _address(root, local(iri)))
        for iri, n in counts.most_common()
    ]


def _addresses(store: Store, sources: set[str], root: str) -> dict[str, str]:
    """Lead each document to the page of its agreement, where it has just one, or else to its own."""
    asked = question("agreements-of", source=[NamedNode(iri) for iri in sorted(sources)])
    found: dict[str, list[str]] = {}
    for source, agreement in rows(store, asked) if sources else ():
        found.setdefault(plain(source), []).append(plain(agreement))
    one = {source: agreement_address(those[0], root) for source, those in found.items() if len(those) == 1}
    return {iri: one.get(iri) or address(iri, root) for iri in sources}
