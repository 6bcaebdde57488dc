"""A question on the command line: its words, its answer, and how that is printed."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from dealgraph.answer import Answer, Table, Triples
from dealgraph.binding import read_page_and_values, read_values
from dealgraph.catalog import Column, ComputedQuery, Inquiry
from dealgraph.lookup import Lookup
from dealgraph.paging import cut
from dealgraph.problems import UsageProblem
from dealgraph.store import Store
from dealservice.terminal import deliver, table_text

TABLE = "table"
"""The form that is printed unless another is named."""


def read_words(words: Sequence[str]) -> Mapping[str, list[str]]:
    """Read words such as `holder=microsoft`.

    Raises:
        UsageProblem: a word has no “=”.
    """
    found: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            hint = "Write name=value, for example holder=microsoft."
            raise UsageProblem(f"“{word[:80]}” is no parameter.", hint=hint)
        found.setdefault(name, []).append(value)
    return found


def answer_words(store: Store, inquiry: Inquiry, words: Sequence[str]) -> Answer:
    """Ask a question with words; `page=2` and `page-size=20` cut a page out of its rows.

    Raises:
        ParameterProblem: the words do not fit.
        QueryProblem, StoreProblem: the store cannot answer.
    """
    page, values = read_page_and_values(inquiry, read_words(words), Lookup(store), always=False)
    found = inquiry.answer(store, values)
    if page is None or not isinstance(found, Table):
        return found
    rows, total = cut(found, page)
    if len(rows) < total:
        click.echo(f"Rows {page.first + 1} to {page.first + len(rows)} of {total}.", err=True)
    return Table(found.columns, rows)


def whole_form(inquiry: Inquiry, form: str) -> str:
    """Tell which whole answer is meant, such as `proof.txt`; nothing where rows are wanted."""
    if not form and isinstance(inquiry, ComputedQuery) and inquiry.is_told:
        return "proof.txt"
    return form if form.partition(".")[0] in {"proof", "scenario"} else ""


def print_whole(store: Store, inquiry: Inquiry, words: Sequence[str], form: str) -> None:
    """Ask a question with words and print the whole answer: verdicts, provisos, proof and sources.

    Args:
        store: what is asked.
        inquiry: the question.
        words: such as `right=ip-access`.
        form: such as `proof.json`; plain text where it names none.

    Raises:
        UsageProblem: the question has no such answer, or there is no such form.
        ParameterProblem: the words do not fit.
        StoreProblem: the store cannot answer.
    """
    from dealservice.forms import HTML, WHOLE_FORMS, by_whole, unacceptable
    from dealservice.proven import prover, write_whole

    prove = prover(inquiry, form)
    usual = {"proof": "proof.txt", "scenario": "scenario.json"}
    kind, chosen = by_whole(usual.get(form, form))
    if chosen.name == HTML.name:
        raise unacceptable("Pages are for the service.", [f for f in WHOLE_FORMS[kind] if f.name != HTML.name])
    content = write_whole(prove(store, read_values(inquiry, read_words(words), Lookup(store))), kind, chosen)
    deliver(content if content.endswith(b"\n") else content + b"\n", None)


def print_answer(found: Answer, form: str, columns: Sequence[Column] = ()) -> None:
    """Print an answer: as a table or as Turtle unless another form is named.

    Raises:
        UsageProblem: there is no such form.
    """
    if isinstance(found, Table) and form in {"", TABLE}:
        from dealservice.rows import tidy

        click.echo(table_text(tidy(found, columns), columns), nl=False)
        return
    from dealservice.answers import Writing, write
    from dealservice.forms import GRAPH, HTML, TRUTH, by_suffix, forms_for
    from dealservice.forms import TABLE as ROWS

    kind = GRAPH if isinstance(found, Triples) else ROWS if isinstance(found, Table) else TRUTH
    offered = [offer for offer in forms_for(kind) if offer.name != HTML.name]
    default = {GRAPH: "ttl", TRUTH: "md"}.get(kind, form)
    content = write(found, Writing(by_suffix(form if form not in {"", TABLE} else default, offered), tuple(columns)))
    deliver(content if content.endswith(b"\n") or not content else content + b"\n", None)


def read_query_text(file: Path) -> str:
    """Read a query from a file, or from standard input where the file is “-”.

    Raises:
        UsageProblem: it cannot be read or is not UTF-8 (`file-unreadable`).
    """
    try:
        return (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8")
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror or error}."
        raise UsageProblem(said, hint="Give the path of a query, or “-”.", code="file-unreadable") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{file} is not UTF-8.", hint="Save it as UTF-8.", code="file-unreadable") from error
