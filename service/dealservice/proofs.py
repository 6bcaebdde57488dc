"""The whole answer to a question about standing, at /queries/NAME.proof(.form), and its scenario beside it.

/queries/why.proof.json     everything: scenario, verdicts, timelines, proofs, claims and passages
/queries/why.proof.html     the same for people, .proof.txt as plain text, .proof.ttl and the like as RDF
/queries/why.scenario.json  what the request assumes, as JSON or as a named graph: it can be posted again
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Request, Response
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from dealgraph import __version__
from dealgraph.answer import Proven
from dealgraph.binding import changes_daily
from dealgraph.catalog import Inquiry
from dealgraph.lookup import Lookup
from dealgraph.problems import UsageProblem
from dealgraph.standing.notation_rdf import WHATIF, vocabulary
from dealgraph.standing.reading import Step, read_proof
from dealgraph.standing.rendering import headline
from dealservice.answers import Writing, write_triples
from dealservice.forms import GRAPH, HTML, WHOLE_FORMS, Form, by_accept, by_suffix, by_whole, forms_for
from dealservice.proven import prover, write_whole
from dealservice.replies import page, reply
from dealservice.service import Service
from dealservice.shelf import version_named
from dealservice.wishes import read_wish


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict as a page shows it: its members, its sentence, and its proof in steps, where it has one."""

    verdict: dict[str, Any]
    headline: str
    proof: Step | None


def whole(
    service: Service, request: Request, inquiry: Inquiry, suffix: str, parameters: dict[str, list[str]]
) -> Response:
    """Give the whole answer, or the scenario of the request.

    Args:
        service: what the views share.
        request: its header Accept chooses the form where the suffix names none.
        inquiry: the question.
        suffix: `proof` or `scenario`, and perhaps a form.
        parameters: the words of the request.

    Raises:
        UsageProblem: the question has no proof, or there is no such form (`form-unknown`, `form-unacceptable`).
        ParameterProblem: the parameters do not fit.
    """
    prove = prover(inquiry, suffix)
    wish = read_wish(inquiry, parameters, is_page=False)
    named = suffix if "." in suffix or not wish.form else f"{suffix}.{wish.form}"
    kind, form = by_whole(named, request.headers.get("Accept", ""))
    store = version_named(service.settings.store, wish.version, service.live.now())
    found = prove(store, wish.values(Lookup(store)))
    address = f"{service.root}/queries/{inquiry.name}.{kind}"
    response = _written(found, kind, form, address)
    query = urlencode([*found.canonical, *([("version", store.version)] if store.version else [])])
    response.headers["Content-Location"] = f"{address}.{form.name}" + (f"?{query}" if query else "")
    response.headers["Content-Disposition"] = f'inline; filename="{inquiry.name}-{kind}.{form.name}"'
    if store.version:
        response.set_etag(f"{store.version}-{found.digest}-{kind}-{form.name}-{__version__}")
    if changes_daily(inquiry, wish.given):
        response.headers["Cache-Control"] = "no-store"
    return response


def _written(found: Proven, kind: str, form: Form, address: str) -> Response:
    if form.name != HTML.name:
        return reply(write_whole(found, kind, form), form)
    query = urlencode(found.canonical)
    others = [other for other in WHOLE_FORMS[kind] if other.name != HTML.name]
    return page(
        "proof.html",
        answer=found.details,
        shown=shown(found.details),
        forms=[(other.title, f"{address}.{other.name}?{query}") for other in others],
        table=f"{address.removesuffix(f'.{kind}')}?{query}",
    )


def shown(details: Mapping[str, Any]) -> list[Shown]:
    """Prepare the verdicts of a whole answer for a page.

    Args:
        details: the whole answer, as `Proven.details` gives it.
    """
    return [
        Shown(verdict, headline(verdict), read_proof(verdict["proof"]) if "proof" in verdict else None)
        for verdict in details["verdicts"]
    ]


@cache
def _vocabulary() -> tuple[Quad, ...]:
    return tuple(parse(vocabulary(), RdfFormat.TURTLE))


def terms(service: Service, request: Request, path: str = "", suffix: str = "") -> Response:
    """Give the vocabulary of scenarios and verdicts, to which each of its terms leads.

    Raises:
        UsageProblem: there is no such term (`thing-unknown`).
    """
    known = {quad.subject.value for quad in _vocabulary() if isinstance(quad.subject, NamedNode)}
    if path and f"{WHATIF}{path}" not in known:
        hint = f"The vocabulary is at {service.base(request.url_root)}/whatif"
        raise UsageProblem(f"The vocabulary of scenarios has no {path[:200]}.", hint=hint, code="thing-unknown")
    offered = forms_for(GRAPH)
    form = by_suffix(suffix, offered) if suffix else by_accept(request.headers.get("Accept", ""), offered)
    triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in _vocabulary()]
    body = write_triples(triples, Writing(form, root=service.root))
    if form.name == HTML.name:
        return page("fragment.html", title="The vocabulary of scenarios and verdicts", fragment=body.decode())
    return reply(body, form)
