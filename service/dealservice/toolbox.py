"""Every question as a tool for agents: what it takes, what it gives, and its answer. `agents` puts it on the wire."""

from collections.abc import Iterator, Mapping
from typing import Any

from dealgraph.answer import Answer, Table, Triples, Truth
from dealgraph.arguments import to_words
from dealgraph.binding import read_page_and_values
from dealgraph.catalog import Catalog, Inquiry
from dealgraph.lookup import Lookup
from dealgraph.paging import Page, cut
from dealgraph.problems import UsageProblem, did_you_mean
from dealgraph.store import Store
from dealservice.answers import Writing, write_triples
from dealservice.forms import TURTLE
from dealservice.markup import table_markdown
from dealservice.rows import as_objects, tidy
from dealservice.schemas import Schema, describe, page_schemas, parameter_schema, row_schema
from dealservice.summary import ontology_summary, question_summary

ONTOLOGY, QUESTIONS = "dealgraph://ontology", "dealgraph://questions"
RESOURCES = {ONTOLOGY: "The terms of the ontology", QUESTIONS: "The questions that can be asked"}
"""What can be read besides, and what it is."""
INSTRUCTIONS = (
    "Ask who holds which right under which agreement, until when, and according to whom. Each tool is one question. "
    "Rows name the claims and passages that they rest on: quote them. Names of things are short ones such as "
    f"microsoft; the tool “find” finds them. {ONTOLOGY} explains the terms."
)


def input_schema(inquiry: Inquiry) -> Schema:
    """Describe what a tool takes."""
    properties = {p.name: parameter_schema(p) | {"description": describe(p)} for p in inquiry.parameters}
    if inquiry.form == "SELECT":
        pages = page_schemas(inquiry).items()
        properties |= {name: schema | {"description": told} for name, (told, schema) in pages}
    return {
        "type": "object",
        "properties": properties,
        "required": [p.name for p in inquiry.parameters if p.required],
        "additionalProperties": False,
    }


def output_schema(inquiry: Inquiry) -> Schema:
    """Describe what a tool gives."""
    content: dict[str, Schema] = {"question": {"type": "string"}, "version": {"type": "string"}}
    if inquiry.form == "SELECT":
        content |= {name: {"type": "integer"} for name in ("total", "page", "pages")}
        content["rows"] = {"type": "array", "items": row_schema(inquiry)}
    elif inquiry.form == "ASK":
        content["answer"] = {"type": "boolean"}
    else:
        content["turtle"] = {"type": "string"}
    return {"type": "object", "properties": content, "required": list(content)}


class Toolbox:
    """The questions of a catalog, asked of a store.

    Args:
        catalog: the questions.
        store: what is asked.
    """

    def __init__(self, catalog: Catalog, store: Store) -> None:
        self._catalog = catalog
        self._store = store

    def __iter__(self) -> Iterator[Inquiry]:
        return iter(self._catalog)

    def call(self, name: str, arguments: Mapping[str, object]) -> tuple[str, dict[str, Any]]:
        """Ask a question.

        Returns:
            The answer as Markdown or Turtle, and as plain JSON.

        Raises:
            Problem: there is no such question, the arguments do not fit, or the store cannot answer.
        """
        inquiry = self._catalog.get(name)
        page, values = read_page_and_values(inquiry, to_words(arguments), Lookup(self._store), always=True)
        found = inquiry.answer(self._store, values)
        head = {"question": inquiry.question, "version": self._store.version}
        text, content = _written(inquiry, found, page or Page(1, inquiry.page_size))
        return text, head | content

    def read(self, uri: str) -> str:
        """Read one of the resources.

        Raises:
            UsageProblem: there is none of that name.
        """
        if uri == ONTOLOGY:
            return ontology_summary(self._store)
        if uri == QUESTIONS:
            return question_summary(self._catalog)
        hint = did_you_mean(uri, [ONTOLOGY, QUESTIONS]) or f"There are {ONTOLOGY} and {QUESTIONS}."
        raise UsageProblem(f"There is no resource {uri[:200]}.", hint=hint)


def _written(inquiry: Inquiry, found: Answer, page: Page) -> tuple[str, dict[str, Any]]:
    if isinstance(found, Truth):
        return ("Yes." if found.value else "No."), {"answer": found.value}
    if isinstance(found, Triples):
        turtle = write_triples(list(found.triples), Writing(TURTLE)).decode()
        return turtle, {"turtle": turtle}
    rows, total = cut(tidy(found, inquiry.columns), page)
    table = Table(found.columns, rows)
    pages = page.last_of(total).number
    shown = f"{total} rows." if pages == 1 else f"Page {page.number} of {pages}; {total} rows in all."
    text = f"{inquiry.question}\n\n{table_markdown(table, inquiry.columns)}\n{shown}\n"
    return text, {"total": total, "page": page.number, "pages": pages, "rows": list(as_objects(table))}
