"""How an answer is to be written, in words that travel between processes; and the answering itself, in a worker."""

from collections.abc import Callable
from typing import Any

from dealgraph.answer import Question
from dealgraph.catalog import Column
from dealgraph.store import Store
from dealservice.answers import Writing, answer
from dealservice.forms import FORMS

Answerer = Callable[[Question, dict[str, Any]], bytes]
_FORMS = {form.name: form for form in FORMS}


def put(writing: Writing) -> dict[str, Any]:
    """Put into words how an answer is to be written."""
    columns = [[c.name, c.type, c.label, c.unit, c.many] for c in writing.columns]
    return {"form": writing.form.name, "safe": writing.safe, "root": writing.root, "columns": columns}


def answerer(store: Store) -> Answerer:
    """Give what answers questions of a store in the words of `put`."""

    def reply(question: Question, said: dict[str, Any]) -> bytes:
        columns = tuple(Column(*column) for column in said["columns"])
        return answer(store, question, Writing(_FORMS[said["form"]], columns, safe=said["safe"], root=said["root"]))

    return reply
