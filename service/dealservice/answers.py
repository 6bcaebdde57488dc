"""From a question to the bytes of its answer in a form: the one place where answers are written."""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from xml.parsers import expat

from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from dealgraph.answer import Answer, Question, Table, Truth
from dealgraph.catalog import Column
from dealgraph.names import PREFIXES, short
from dealgraph.problems import Problem, QueryProblem
from dealgraph.store import Store
from dealservice import markup, rows
from dealservice.forms import (
    CSV,
    HTML,
    JSON,
    JSONLD,
    MARKDOWN,
    N3,
    NDJSON,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Form,
)

_NATIVE = {
    JSON.name: QueryResultsFormat.JSON,
    XML.name: QueryResultsFormat.XML,
    CSV.name: QueryResultsFormat.CSV,
    TSV.name: QueryResultsFormat.TSV,
}
_RDF = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    RDFXML.name: RdfFormat.RDF_XML,
    TRIG.name: RdfFormat.TRIG,
    NQUADS.name: RdfFormat.N_QUADS,
    N3.name: RdfFormat.N3,
    JSONLD.name: RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How an answer is to be written.

    Args:
        form: the form.
        columns: the declared columns of a canned query; where there are some, cells are tidied.
        safe: whether CSV is guarded against formulas.
        root: the path under which the service is seen from outside, for links in HTML.
    """

    form: Form
    columns: tuple[Column, ...] = ()
    safe: bool = False
    root: str = ""


@runtime_checkable
class WritingStore(Protocol):
    """A store that also writes its answers."""

    def answer(self, question: Question, writing: Writing) -> bytes:
        """Answer a question in a form."""
        ...


def answer(store: Store, question: Question, writing: Writing) -> bytes:
    """Ask a store and write what it answers; HTML is a fragment, to be set into a page.

    A store that writes its answers itself, elsewhere, is left to do so.

    Raises:
        QueryProblem: the question is wrong.
        StoreProblem: the store cannot answer.
        Problem: the form cannot hold the answer (`form-unfit`).
    """
    if isinstance(store, WritingStore):
        return store.answer(question, writing)
    return write(store.ask(question), writing)


def write(found: Answer, writing: Writing) -> bytes:
    """Write an answer.

    Raises:
        QueryProblem: the engine fails while it still computes.
        Problem: the form cannot hold the answer (`form-unfit`).
    """
    if isinstance(found, Truth):
        return _write_truth(found, writing.form)
    with _evaluating():
        if isinstance(found, Table):
            return _write_table(found, writing)
        triples = list(found.triples)
    return write_triples(triples, writing)


@contextmanager
def _evaluating() -> Generator[None]:
    """Turn what the engine raises while rows are read into a problem."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryProblem(f"The query cannot be answered: {str(error).rstrip('.')}.") from error


def _write_truth(found: Truth, form: Form) -> bytes:
    word = "true" if found.value else "false"
    if form.name == HTML.name:
        return markup.truth_html(value=found.value).encode()
    if form.name == XML.name:
        head = f'<?xml version="1.0"?><sparql xmlns="{rows.RESULTS}"><head></head>'
        return f"{head}<boolean>{word}</boolean></sparql>".encode()
    if form.name == JSON.name:
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    return (f'{{"boolean":{word}}}\n' if form.name == NDJSON.name else word).encode()


def _write_table(found: Table, writing: Writing) -> bytes:
    name = writing.form.name
    native = _NATIVE.get(name)
    untouched = not writing.safe and not any(column.many for column in writing.columns)
    if native is not None and found.native is not None and untouched:
        body: bytes = found.native.serialize(format=native) or b""
        return _well_formed(body) if name == XML.name else body
    table = rows.tidy(found, writing.columns)
    if name == CSV.name:
        return rows.to_csv(table, safe=writing.safe)
    if name == HTML.name:
        return markup.table_html(table, writing.columns, writing.root).encode()
    if name == MARKDOWN.name:
        return markup.table_markdown(table, writing.columns).encode()
    if name == XML.name:
        return _well_formed(rows.to_xml(table))
    return {JSON.name: rows.to_json, TSV.name: rows.to_tsv, NDJSON.name: rows.to_ndjson}[name](table)


def write_triples(triples: Sequence[Triple], writing: Writing) -> bytes:
    """Write a graph, with our prefixes where the form has some.

    Raises:
        Problem: the form cannot hold the graph (`form-unfit`).
    """
    name = writing.form.name
    if name == HTML.name:
        return markup.graph_html(triples, writing.root).encode()
    try:
        if name == JSONLD.name and not _clashes(triples):
            return _compact(serialize(triples, format=RdfFormat.JSON_LD) or b"[]", _used(triples))
        body = serialize(triples, format=_RDF[name], prefixes=_used(triples)) or b""
    except (OSError, ValueError) as error:
        raise _unfit(writing.form.title, str(error)) from error
    return _well_formed(body) if name == RDFXML.name else body


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    """Choose the prefixes that a graph has a use for."""
    text = "\n".join({str(part) for triple in triples for part in (triple.subject, triple.predicate, triple.object)})
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}


def _clashes(triples: Iterable[Triple]) -> bool:
    """Tell whether an absolute IRI looks like one of our short ones, as `time:now` would."""
    parts = (part for triple in triples for part in (triple.subject, triple.predicate, triple.object))
    return any(isinstance(part, NamedNode) and part.value.partition(":")[0] in PREFIXES for part in parts)


def _well_formed(body: bytes) -> bytes:
    """Escape carriage returns, which a reader of XML would turn into line feeds, and prove that XML can be read.

    XML 1.0, sections 2.2 (characters) and 2.11 (end-of-line handling).
    """
    body = body.replace(b"\r", b"&#13;")
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError as error:
        raise _unfit("XML", "It holds control characters, or a predicate that makes no XML name") from error
    return body


def _unfit(title: str, why: str) -> Problem:
    hint = "Ask for another form, such as JSON or Turtle."
    return Problem(f"{title} cannot hold this answer: {why.rstrip('.')}.", hint=hint, code="form-unfit")


def _compact(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Shorten the IRIs of expanded JSON-LD (JSON-LD 1.1, section 4.1.5)."""
    nodes = [_short_node(node) for node in json.loads(body)]
    document = {"@context": prefixes, "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _short_node(node: Mapping[str, Any]) -> dict[str, Any]:
    return {_short_iri(key): _short_value(key, value) for key, value in node.items()}


def _short_value(key: str, value: Any) -> Any:
    if key in {"@value", "@language", "@direction"}:
        return value
    if isinstance(value, str):
        return _short_iri(value)
    if isinstance(value, dict):
        return value["@value"] if value.keys() == {"@value"} else _short_node(value)
    values = [_short_value("", part) for part in value]
    return values[0] if len(values) == 1 else values


def _short_iri(iri: str) -> str:
    name = short(iri)
    return iri if "://" in name else name
