"""The graph that was built, in two engines, and canned questions asked of either."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from engines import Engine

from dealgraph.answer import Table, Triples
from dealgraph.binding import bind
from dealgraph.build import Outcome
from dealgraph.catalog import MANY_SEPARATOR, CannedQuery, Catalog
from dealgraph.importing import ImportOutcome
from dealgraph.lookup import Lookup
from dealgraph.names import local
from dealgraph.query_file import read_catalog
from dealgraph.store import Store, open_store
from dealgraph.versions import Version

QUERIES = Path(__file__).resolve().parents[2] / "queries"
TRIPLE = ("subject", "predicate", "object")
NUMBERS = {"integer", "nonNegativeInteger", "decimal"}


@dataclass(frozen=True)
class Rows:
    """An answer in plain values: local names for IRIs, sets for cells that hold several values, None for nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def of(self, columns):
        """Cut out some columns, without regard to the order of the rows."""
        places = [self.columns.index(name) for name in columns]
        return {tuple(row[place] for place in places) for row in self.rows}


Ask = Callable[[CannedQuery, Mapping[str, list[str]]], Rows]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return read_catalog([QUERIES])


@pytest.fixture(scope="session")
def lookup(store: Store) -> Lookup:
    return Lookup(store)


@dataclass(frozen=True)
class World:
    """A graph in two engines, with the words by which its things are known."""

    version: Version
    store: Store
    lookup: Lookup
    graph: rdflib.Graph


WorldOf = Callable[[CannedQuery], World]


@pytest.fixture(scope="session")
def world_of(built: Outcome, store: Store, portfolio: ImportOutcome) -> WorldOf:
    """Give the graph that a question is tried on: questions about portfolios need imported contracts."""
    of_article = World(built.version, store, Lookup(store), _merged(built.version.quads))
    imported = open_store(str(portfolio.version.folder.parents[1]))
    of_portfolio = World(portfolio.version, imported, Lookup(imported), _merged(portfolio.version.quads))
    return lambda query: of_portfolio if "portfolio" in query.tags else of_article


def _merged(file: Path) -> rdflib.Graph:
    """Merge all named graphs into one: the default graph of our stores is their union."""
    quads = pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = {quad.triple for quad in quads}
    text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=text.decode(), format="nt")


@pytest.fixture(scope="session")
def ask_embedded(world_of: WorldOf) -> Ask:
    return _asking(world_of, lambda world: (world.store, world.lookup))


@pytest.fixture
def ask_oxigraph(world_of: WorldOf, oxigraph_server: Engine) -> Ask:
    return _asking(world_of, partial(_held, oxigraph_server))


@pytest.fixture
def ask_virtuoso(world_of: WorldOf, virtuoso_server: Engine) -> Ask:
    return _asking(world_of, partial(_held, virtuoso_server))


def _held(engine: Engine, world: World) -> tuple[Store, Lookup]:
    store = engine.holding(world.version)
    return store, Lookup(store)


def _asking(world_of: WorldOf, hold: Callable[[World], tuple[Store, Lookup]]) -> Ask:
    def ask(query, given):
        store, lookup = hold(world_of(query))
        answer = store.ask(bind(query, given, lookup))
        if isinstance(answer, Triples):
            triples = {(t.subject, t.predicate, t.object) for t in answer.triples}
            return _plain(query, TRIPLE, [[(cell.value, _kind(cell)) for cell in triple] for triple in triples])
        assert isinstance(answer, Table)
        rows = [[None if cell is None else (cell.value, _kind(cell)) for cell in row] for row in answer]
        return _plain(query, answer.columns, rows)

    return ask


@pytest.fixture(scope="session")
def ask_rdflib(world_of: WorldOf) -> Ask:
    def ask(query, given):
        world = world_of(query)
        answer = world.graph.query(bind(query, given, world.lookup).text)
        if answer.graph is not None:
            return _plain(query, TRIPLE, [[(str(cell), _kind(cell)) for cell in triple] for triple in answer.graph])
        rows = [[None if cell is None else (str(cell), _kind(cell)) for cell in row] for row in answer]
        return _plain(query, [str(variable) for variable in answer.vars], rows)

    return ask


def _kind(cell) -> str:
    if isinstance(cell, pyoxigraph.NamedNode | rdflib.URIRef):
        return "iri"
    datatype = cell.datatype
    return local(getattr(datatype, "value", None) or str(datatype or "string"))


def _plain(query, columns, rows) -> Rows:
    many = {column.name for column in query.columns if column.many}
    plain = [[_value(cell, name in many) for cell, name in zip(row, columns, strict=True)] for row in rows]
    return Rows(tuple(columns), tuple(tuple(row) for row in plain))


def _value(cell, many: bool):  # noqa: FBT001 - whether the column holds several values
    if cell is None or not cell[0]:
        return None
    text, kind = cell
    if many:
        return frozenset(text.split(MANY_SEPARATOR))
    if kind == "iri":
        return local(text)
    if kind == "boolean":
        return text == "true"
    if kind in NUMBERS:
        return Decimal(text)
    return text.replace("+00:00", "Z") if kind == "dateTime" else text
