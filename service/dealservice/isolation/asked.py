"""How an answer is to be written, in words that travel between processes; and the answering itself, in a worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dealgraph.answer import Question
from dealgraph.catalog import Chart, Column
from dealgraph.paging import Page
from dealgraph.store import Store
from dealservice.answers import Writing, write
from dealservice.forms import FORMS

Answerer = Callable[[Question, dict[str, Any]], bytes]
_FORMS = {form.name: form for form in FORMS}


@dataclass(frozen=True, slots=True)
class Served:
    """What is served.

    Args:
        answer: computes the bytes of an answer.
        opens_files: whether it does so while it answers, as an engine does with a graph on the disk.
    """

    answer: Answerer
    opens_files: bool = False


def put(writing: Writing) -> dict[str, Any]:
    """Put into words how an answer is to be written."""
    columns = [[c.name, c.type, c.label, c.unit, c.many] for c in writing.columns]
    said: dict[str, Any] = {"form": writing.form.name, "safe": writing.safe, "root": writing.root, "columns": columns}
    page, chart = writing.page, writing.chart
    said["page"] = [page.number, page.size] if page else None
    said["chart"] = [chart.kind, chart.label, chart.start, chart.end] if chart else None
    return said | {"following": writing.following}


def answerer(store: Store) -> Answerer:
    """Give what answers questions of a store in the words of `put`."""

    def reply(question: Question, said: dict[str, Any]) -> bytes:
        return write(store.ask(question), _writing(said))

    return reply


def _writing(said: dict[str, Any]) -> Writing:
    return Writing(
        _FORMS[said["form"]],
        tuple(Column(*column) for column in said["columns"]),
        safe=said["safe"],
        root=said["root"],
        page=Page(*said["page"]) if said["page"] else None,
        following=said["following"],
        chart=Chart(*said["chart"]) if said["chart"] else None,
    )
