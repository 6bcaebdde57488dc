"""Whole answers in their forms: with everything that they rest on, as JSON, as text and as RDF."""

import json
from collections.abc import Callable, Sequence

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from dealgraph import names
from dealgraph.answer import Proven
from dealgraph.catalog import ComputedQuery, Inquiry, Values
from dealgraph.problems import UsageProblem
from dealgraph.store import Store
from dealservice.answers import Writing, write_triples
from dealservice.forms import N3, NQUADS, PLAIN_JSON, TEXT, TRIG, TURTLE, Form

_DATASETS = {TRIG.name: RdfFormat.TRIG, NQUADS.name: RdfFormat.N_QUADS}
_PREFIXED = {TURTLE.name: RdfFormat.TURTLE, N3.name: RdfFormat.N3}
_PREFIXES = {**names.PREFIXES, "whatif": f"{names.BASE}whatif/"}


def prover(inquiry: Inquiry, suffix: str) -> Callable[[Store, Values], Proven]:
    """Give what answers a question with everything that the answer rests on.

    Args:
        inquiry: the question.
        suffix: what is asked for, such as `proof.json`.

    Raises:
        UsageProblem: the question has no such answer (`form-unknown`).
    """
    if isinstance(inquiry, ComputedQuery) and inquiry.prove is not None:
        return inquiry.prove
    said = f"“{inquiry.name}” has no {suffix.partition('.')[0]}: it tells what is said, and judges nothing."
    raise UsageProblem(said, hint="Ask it in another form.", code="form-unknown")


def write_whole(found: Proven, kind: str, form: Form) -> bytes:
    """Write a whole answer, or only what it assumes.

    Args:
        found: the answer.
        kind: "proof" or "scenario".
        form: one of `forms.WHOLE_FORMS`, but not HTML.
    """
    if form.name == TEXT.name:
        return found.text.encode()
    is_scenario = kind == "scenario"
    if form.name == PLAIN_JSON.name:
        return json.dumps(found.assumed if is_scenario else found.details, ensure_ascii=False, indent=1).encode()
    return _write_quads(found.assumed_quads if is_scenario else found.quads, form)


def _write_quads(quads: Sequence[Quad], form: Form) -> bytes:
    """Write named graphs where the form can hold them, else the union of all."""
    used = {prefix: iri for prefix, iri in _PREFIXES.items() if any(iri in str(quad) for quad in quads)}
    if form.name in _DATASETS:
        return serialize(quads, format=_DATASETS[form.name], prefixes=used) or b""
    triples = list(dict.fromkeys(Triple(quad.subject, quad.predicate, quad.object) for quad in quads))
    if form.name in _PREFIXED:
        return serialize(triples, format=_PREFIXED[form.name], prefixes=used) or b""
    return write_triples(triples, Writing(form))
