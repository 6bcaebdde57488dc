"""The forms that an answer can be written in, and how a request chooses one: by suffix, by parameter or by Accept.

RFC 9110, section 12.5.1 (Accept): the most specific range counts, then its weight.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from dealgraph.problems import Finding, UsageProblem, did_you_mean

TABLE, TRUTH, GRAPH = "table", "truth", "graph"
_RESULTS = frozenset({TABLE, TRUTH})
_TRIPLES = frozenset({GRAPH})
KIND_OF_QUERY = {"SELECT": TABLE, "ASK": TRUTH, "CONSTRUCT": GRAPH, "DESCRIBE": GRAPH}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers.

    Args:
        name: the suffix of an address, and the word for the command line.
        media_type: what the response is labelled with.
        kinds: the kinds of answers that it can hold.
        also: other media types in use for the same form; a client that asks for one gets it back.
        dead: media types that are no longer in use or never were registered, but are still asked for.
        words: further values of the parameter `format`.
        title: what a page calls it.
    """

    name: str
    media_type: str
    kinds: frozenset[str]
    title: str
    also: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the header Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


JSON = Form(
    "json",
    "application/sparql-results+json",
    _RESULTS,
    "JSON",
    also=("application/json",),
    dead=("text/javascript", "application/javascript", "application/x-javascript", "text/json"),
    words=("sparql-results+json", "sparql-json"),
)
XML = Form(
    "xml",
    "application/sparql-results+xml",
    _RESULTS,
    "XML",
    also=("application/xml", "text/xml"),
    words=("sparql-results+xml", "sparql", "sparql-xml"),
)
CSV = Form("csv", "text/csv", _RESULTS, "CSV", dead=("application/csv",))
TSV = Form("tsv", "text/tab-separated-values", _RESULTS, "TSV", dead=("text/tsv",))
NDJSON = Form(
    "ndjson", "application/x-ndjson", _RESULTS, "JSON lines", also=("application/ndjson", "application/jsonl")
)
MARKDOWN = Form("md", "text/markdown", _RESULTS, "Markdown", dead=("text/x-markdown",), words=("markdown",))
TURTLE = Form(
    "ttl",
    "text/turtle",
    _TRIPLES,
    "Turtle",
    dead=("application/turtle", "application/x-turtle", "text/rdf+turtle"),
    words=("turtle",),
)
NTRIPLES = Form(
    "nt",
    "application/n-triples",
    _TRIPLES,
    "N-Triples",
    also=("text/plain",),
    dead=("text/ntriples", "application/ntriples"),
    words=("ntriples", "n-triples"),
)
JSONLD = Form(
    "jsonld",
    "application/ld+json",
    _TRIPLES,
    "JSON-LD",
    also=("application/json",),
    dead=("application/x-json+ld",),
    words=("json-ld", "json"),
)
RDFXML = Form(
    "rdf",
    "application/rdf+xml",
    _TRIPLES,
    "RDF/XML",
    also=("application/xml", "text/xml"),
    words=("rdf+xml", "rdfxml", "rdf-xml", "xml"),
)
TRIG = Form("trig", "application/trig", _TRIPLES, "TriG", dead=("application/x-trig",))
NQUADS = Form(
    "nq",
    "application/n-quads",
    _TRIPLES,
    "N-Quads",
    dead=("text/x-nquads", "text/nquads", "application/nquads"),
    words=("nquads", "n-quads"),
)
N3 = Form("n3", "text/n3", _TRIPLES, "N3", dead=("text/rdf+n3", "application/n3"))
HTML = Form(
    "html", "text/html", frozenset({TABLE, TRUTH, GRAPH}), "HTML", dead=("application/xhtml+xml",), words=("htm",)
)

FORMS = (JSON, XML, CSV, TSV, NDJSON, MARKDOWN, TURTLE, NTRIPLES, JSONLD, RDFXML, TRIG, NQUADS, N3, HTML)
"""Every form; of those that a client likes equally well, the first is sent."""
PLAIN_JSON = Form("json", "application/json", frozenset(), "JSON")
TEXT = Form("txt", "text/plain", frozenset(), "plain text")
_GRAPHS = tuple(form for form in FORMS if GRAPH in form.kinds and form is not HTML)
WHOLE_FORMS: Mapping[str, tuple[Form, ...]] = {
    "proof": (PLAIN_JSON, HTML, TEXT, *_GRAPHS),
    "scenario": (PLAIN_JSON, *_GRAPHS),
}
"""The forms of a whole answer with its proof, and of what it assumes, by the word that stands before their suffix."""


@cache
def forms_for(kind: str) -> tuple[Form, ...]:
    """List the forms that can hold a kind of answers, the preferred one first."""
    return tuple(form for form in FORMS if kind in form.kinds)


def by_suffix(suffix: str, offered: Sequence[Form]) -> Form:
    """Find the form that a suffix names.

    Raises:
        UsageProblem: there is no such form (`form-unknown`), or it is not offered here (`form-unacceptable`).
    """
    found = next((form for form in FORMS if form.name == suffix), None)
    if found is None:
        known = [form.name for form in offered]
        hint = did_you_mean(suffix, known) or f"Use one of: {', '.join(known)}."
        raise UsageProblem(f"There is no form “{suffix}”.", hint=hint, code="form-unknown")
    if found not in offered:
        raise unacceptable(f"{found.title} cannot hold what is here.", offered)
    return found


def by_whole(suffix: str, accept: str = "") -> tuple[str, Form]:
    """Find what a suffix such as `proof.json` names: a whole answer or a scenario, and its form.

    Args:
        suffix: where it names no form, Accept chooses.
        accept: the header.

    Raises:
        UsageProblem: there is no such form (`form-unknown`), or it is not offered here (`form-unacceptable`).
    """
    kind, _, named = suffix.partition(".")
    offered = WHOLE_FORMS[kind]
    found = next((form for form in offered if form.name == named), None)
    if named and found is None:
        by_suffix(named, offered)
        raise unacceptable(f"A {kind} has no such form.", offered)
    return kind, found or by_accept(accept, offered)


def by_words(words: Iterable[str], offered: Sequence[Form]) -> Form | None:
    """Find the form that the first fitting word names: a name, a media type or a list of them.

    Words that name none are passed over: SPARQLWrapper sends `format`, `output` and `results` whatever the query is.
    """
    for word in (part.strip().lower() for text in words for part in text.split(",")):
        for form in offered:
            if word in {form.name, form.media_type, *form.also, *form.dead, *form.words}:
                return form
    return None


@lru_cache(maxsize=512)
@lru_cache(maxsize=256)  # few clients ever send anything else than they always do
def by_accept(header: str, offered: tuple[Form, ...]) -> Form:
    """Choose among forms by the header Accept.

    Returns:
        A form, labelled with the media type that the client asked for where that is still in use.

    Raises:
        UsageProblem: the client takes none of them (`form-unacceptable`).
    """
    ranges = _ranges(header)
    best: tuple[float, Form] | None = None
    for form in offered:
        for weight, label in _weights(form, ranges):
            if weight > (best[0] if best else 0):
                best = weight, replace(form, media_type=label)
    if best is None:
        raise unacceptable(f"None of the forms that exist here fits “Accept: {header[:200]}”.", offered)
    return best[1]


def unacceptable(what: str, offered: Sequence[Form]) -> UsageProblem:
    """Make the problem that lists the forms one may ask for."""
    findings = [Finding(f"{form.title}: {form.media_type}", subject=form.name) for form in offered]
    return UsageProblem(what, hint="Ask for one of these forms.", code="form-unacceptable", findings=findings)


def _weights(form: Form, ranges: Mapping[str, float]) -> Iterator[tuple[float, str]]:
    """Weigh a form by its media type, and by its other names where the client spells them out."""
    main = form.media_type.partition("/")[0]
    fitting = (name for name in (form.media_type, f"{main}/*", "*/*") if name in ranges)
    yield ranges.get(next(fitting, ""), 0.0), form.media_type
    yield from ((ranges.get(name, 0.0), name) for name in form.also)
    yield from ((ranges.get(name, 0.0), form.media_type) for name in form.dead)


def _ranges(header: str) -> dict[str, float]:
    """Read a header into media ranges, without their parameters, and weights; an empty one means anything."""
    from werkzeug.datastructures import MIMEAccept
    from werkzeug.http import parse_accept_header

    found: dict[str, float] = {}
    for value, weight in parse_accept_header(header, MIMEAccept):
        name = value.partition(";")[0].strip().lower()
        name = "*/*" if name == "*" else name
        if name:
            found[name] = max(weight, found.get(name, 0.0))
    return found or {"*/*": 1.0}
