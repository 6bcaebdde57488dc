"""What the query editor offers besides the endpoint: examples, words to complete, and scripts where they are packed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Request, Response
from pyoxigraph import Literal, NamedNode

from dealgraph.catalog import AUDIENCES, Catalog, Inquiry
from dealgraph.names import PREFIXES
from dealservice.questions import question, rows, words_of
from dealservice.replies import reply_json
from dealservice.service import Service


def examples(catalog: Catalog) -> Mapping[str, Sequence[Inquiry]]:
    """List the questions that one query answers, by audience."""
    groups = {audience: [q for q in catalog if q.audience == audience and q.text] for audience in AUDIENCES}
    return {audience: found for audience, found in groups.items() if found}


def example_of(catalog: Catalog, text: str) -> Inquiry | None:
    """Tell which question's query a text is, unchanged but for its line ends; nothing where it is none of ours."""
    plain = "\n".join(text.split("\r\n")).strip()
    return next((inquiry for inquiry in catalog if inquiry.text and inquiry.text.strip() == plain), None)


def completions(service: Service, _request: Request) -> Response:
    """Give an editor our prefixes, and the classes, properties and things that it can complete."""
    terms: dict[tuple[str, str], list[Any]] = {}
    for term, kind, label in rows(service.live.now(), question("completions")):
        if isinstance(term, NamedNode) and isinstance(kind, Literal):
            said = label.value if isinstance(label, Literal) else words_of(term)
            terms.setdefault((kind.value, term.value), [term.value, kind.value, said])
    return reply_json({"prefixes": PREFIXES, "terms": list(terms.values())})
