"""One question at /queries/NAME: a page for people, data in every form, and its SPARQL."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Request, Response
from markupsafe import Markup, escape

from dealgraph.binding import changes_daily
from dealgraph.catalog import Inquiry, Values
from dealgraph.lookup import Lookup
from dealgraph.paging import Page
from dealgraph.problems import ParameterProblem, UsageProblem
from dealgraph.store import Store
from dealservice.answers import Writing, answer, part, write
from dealservice.codes import code_of
from dealservice.complaints import describe
from dealservice.fields import fields_of
from dealservice.forms import CSV, HTML, KIND_OF_QUERY, WHOLE_FORMS, Form, by_accept, by_suffix, forms_for
from dealservice.proofs import whole
from dealservice.replies import page, reply
from dealservice.scenarios import methods_of, read_request, takes_scenario
from dealservice.service import Service
from dealservice.shelf import version_named
from dealservice.snippets import snippets
from dealservice.wishes import Wish, read_wish

_SPARQL = Form("rq", "application/sparql-query", frozenset(), "SPARQL")
_UNKEPT = "no-store"
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+")


def one(service: Service, request: Request, address: str) -> Response:
    """Answer a question, or show its form.

    Args:
        service: what the views share.
        request: its query string holds the parameters.
        address: the question's name, or the name and the suffix of a form, or the name and `.rq`, or the name and
            `.proof` or `.scenario`, perhaps with a form.

    Raises:
        UnknownQuery: there is no question of that name.
        ParameterProblem: the parameters do not fit, and data were asked for.
    """
    name, _, suffix = address.partition(".")
    inquiry = service.catalog.get(name)
    if request.method == "OPTIONS":
        return Response(headers={"Allow": ", ".join(methods_of(inquiry))})
    parameters = read_request(request, inquiry)
    if suffix.partition(".")[0] in WHOLE_FORMS:
        return whole(service, request, inquiry, suffix, parameters)
    if suffix == _SPARQL.name:
        return _text(service, read_wish(inquiry, parameters, is_page=False))
    named = suffix or next(iter(parameters.get("format", ())), "")
    offered = forms_for(KIND_OF_QUERY[inquiry.form])
    form = by_suffix(named, offered) if named else by_accept(request.headers.get("Accept", ""), offered)
    wish = read_wish(inquiry, parameters, is_page=form.name == HTML.name)
    store = version_named(service.settings.store, wish.version, service.live.now())
    if form.name == HTML.name:
        response = _page(service, request, wish, store)
    else:
        response = _data(service, request, wish, store, form)
    if service.settings.reload or changes_daily(inquiry, wish.given):
        response.headers["Cache-Control"] = _UNKEPT
    return response


def ask(store: Store, inquiry: Inquiry, values: Values, writing: Writing) -> tuple[int | None, bytes]:
    """Ask a question and write its answer.

    Returns:
        The number of all rows, where a page of them was asked for, and the answer.
    """
    question = inquiry.sparql(values)
    body = answer(store, question, writing) if question else write(inquiry.answer(store, values), writing)
    return part(body) if writing.page else (None, body)


def _data(service: Service, request: Request, wish: Wish, store: Store, form: Form) -> Response:
    """Give an answer as data."""
    values = wish.values(Lookup(store))
    base = service.base(request.url_root)
    following = base + _address(wish, form, Page(wish.page.number + 1, wish.page.size)) if wish.page else ""
    writing = Writing(form, wish.inquiry.columns, safe=wish.safe, page=wish.page, following=following)
    total, body = ask(store, wish.inquiry, values, writing)
    response = reply(body, form)
    response.headers["Content-Disposition"] = f'inline; filename="{wish.inquiry.name}.{form.name}"'
    where = wish.address(form.name, wish.page, store.version, safe=wish.safe)
    response.headers["Content-Location"] = service.root + where
    if wish.page and total is not None:
        response.headers["X-Total-Rows"] = str(total)
        for relation, other in wish.page.others(total).items():
            response.headers.add("Link", f'<{base}{_address(wish, form, other)}>; rel="{relation}"')
    return response


def _address(wish: Wish, form: Form, page: Page) -> str:
    return wish.address(form.name, page, wish.version, safe=wish.safe)


def _text(service: Service, wish: Wish) -> Response:
    """Give the SPARQL: as it stands in the file where nothing is given, else with the values in it.

    Raises:
        UsageProblem: no one query answers the question (`form-unknown`).
    """
    if not wish.inquiry.text:
        said = f"“{wish.inquiry.name}” is computed; no one query answers it."
        raise UsageProblem(said, hint="Ask it in another form.", code="form-unknown")
    if wish.is_untouched():
        return reply(wish.inquiry.text.encode(), _SPARQL)
    question = wish.inquiry.sparql(wish.values(Lookup(service.live.now())))
    return reply((question.text if question else "").encode(), _SPARQL)


def _page(service: Service, request: Request, wish: Wish, store: Store) -> Response:
    """Show the question with its form and, as far as the parameters fit, its answer."""
    inquiry = wish.inquiry
    shown: dict[str, Any] = {"query": inquiry, "version_asked": wish.version, "version_now": service.live.version}
    status, problem = 200, None
    try:
        values = wish.values(Lookup(store))
    except ParameterProblem as error:
        if not wish.is_untouched():
            problem, status = error, int(code_of(error).status)
            shown["problem"] = describe(service, request, error)
    else:
        shown |= _answer(service, wish, store, values)
    findings = problem.findings if problem else ()
    faults = {finding.subject: str(finding).removeprefix(f"{finding.subject}: ") for finding in findings}
    shown["fields"] = fields_of(store, inquiry, wish.given, faults)
    shown["description"] = _description(service, inquiry)
    shown["snippets"] = snippets(wish, service.base(request.url_root), wish.version)
    return page("query.html", status, **shown)


def _description(service: Service, inquiry: Inquiry) -> Markup:
    """Write what a question means, with links to the other questions that it names."""
    known = {other.name: other.title for other in service.catalog if "-" in other.name and other.name != inquiry.name}

    def linked(word: re.Match[str]) -> str:
        title = known.get(word[0])
        return f'<a href="{service.root}/queries/{word[0]}">{escape(title)}</a>' if title else word[0]

    return Markup(_HYPHENATED.sub(linked, str(escape(inquiry.description))))  # noqa: S704 - escaped before


def _answer(service: Service, wish: Wish, store: Store, values: Values) -> Mapping[str, Any]:
    """Gather what a page shows of an answer, and where else it leads."""
    inquiry, root = wish.inquiry, service.root
    writing = Writing(HTML, inquiry.columns, root=root, page=wish.page, chart=inquiry.chart)
    total, body = ask(store, inquiry, values, writing)
    others = wish.page.others(total) if wish.page and total is not None else {}
    forms = [form for form in forms_for(KIND_OF_QUERY[inquiry.form]) if form.name != HTML.name]
    addresses = [(form.title, root + wish.address(form.name, version=wish.version)) for form in forms]
    if inquiry.form == "SELECT":
        addresses.append(("CSV for spreadsheets", root + wish.address(CSV.name, version=wish.version, safe=True)))
    question = inquiry.sparql(values)
    return {
        "answer": body.decode(),
        "pager": [(name, root + wish.address("", other, wish.version)) for name, other in others.items()],
        "forms": addresses,
        "total": total,
        "every": (total, root + wish.address(CSV.name, version=wish.version)) if others else (),
        "proof": root + wish.address("proof.html", version=wish.version) if takes_scenario(inquiry) else "",
        "text": question.text if question else "",
        "file": root + wish.address(_SPARQL.name),
        "permalink": root + wish.address("", wish.page if others else None, store.version) if store.version else "",
    }
