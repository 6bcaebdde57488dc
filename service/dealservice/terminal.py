"""What the command line prints: tables, help on a question, progress, problems."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from dealgraph.answer import Table
from dealgraph.catalog import AUDIENCES, Column, Inquiry
from dealgraph.names import short
from dealgraph.problems import Problem, QuerySyntax, UsageProblem
from dealservice.rows import for_people, merged_columns

_STEPS = {
    "read": "Reading the notes",
    "import": "Reading the records",
    "reason": "Drawing inferences",
    "check": "Checking against the shapes",
    "write": "Writing the version",
}
_MIN_WIDTH = 60


def table_text(table: Table, columns: Sequence[Column] = ()) -> str:
    """Lay rows out as a table; on a terminal it keeps to the width."""
    from prettytable import PrettyTable, TableStyle

    declared = {column.name: column for column in columns}
    pairs = list(merged_columns(table.columns)) if declared else [(name, "") for name in table.columns]
    labels = [declared[name].label if name in declared else name for name, _ in pairs]
    twice = {label for label in labels if labels.count(label) > 1}
    headings = [
        f"{label} ({name})" if label in twice else label for label, (name, _) in zip(labels, pairs, strict=True)
    ]
    shown = PrettyTable(headings)
    shown.set_style(TableStyle.SINGLE_BORDER)
    shown.align = "l"
    if sys.stdout.isatty():
        shown.max_table_width = max(_MIN_WIDTH, shutil.get_terminal_size().columns)
    for row in table:
        cells = dict(zip(table.columns, map(for_people, row), strict=True))
        shown.add_row([(label and cells[label]) or short(cells[name]) for name, label in pairs])
    return f"{shown.get_string()}\n" if shown.rows else "No rows.\n"


def list_text(queries: Iterable[Inquiry]) -> str:
    """List questions by audience."""
    queries = list(queries)
    lines: list[str] = []
    for audience in AUDIENCES:
        chosen = [query for query in queries if query.audience == audience]
        width = max((len(query.name) for query in chosen), default=0)
        lines += [f"For the {audience}:", *(f"  {q.name:{width}}  {q.question}" for q in chosen), ""] if chosen else []
    return "\n".join([*lines, "Ask one: dealgraph ask NAME parameter=value. Its parameters: dealgraph ask NAME --help"])


def help_text(query: Inquiry) -> str:
    """Explain a question: what it answers and what it takes."""
    lines = [f"{query.title}: {query.question}", "", query.description, ""]
    example = " ".join(f"{p.name}={p.example}" for p in query.parameters if p.example and p.required)
    lines.append(f"Usage: dealgraph ask {query.name} {example}".rstrip())
    for parameter in query.parameters:
        marks = ["needed"] * parameter.required + ["may be repeated"] * parameter.many
        marks += [f"unless given: {', '.join(parameter.default)}"] if parameter.default else []
        marks += [f"one of: {', '.join(parameter.choices)}"] if parameter.choices else []
        marks += [f"for example {parameter.example}"] if parameter.example else []
        lines.append(f"  {parameter.name} ({parameter.type}): {parameter.description or parameter.label}")
        lines += [f"      {'; '.join(marks)}"] if marks else []
    return "\n".join(lines)


def problem_text(problem: Problem) -> str:
    """Write a problem for the terminal: what, where, what to do, and its code."""
    place = f" (line {problem.line}, column {problem.column})" if isinstance(problem, QuerySyntax) else ""
    lines = [f"dealgraph: {problem.what}{place}"]
    if isinstance(problem, QuerySyntax) and problem.excerpt:
        lines += [f"  {line}" for line in problem.excerpt.split("\n")]
    lines += [f"  {finding}" for finding in problem.findings]
    lines += [problem.hint] if problem.hint else []
    return "\n".join([*lines, f"[{problem.code}]"])


@contextmanager
def progress(title: str, steps: Sequence[str]) -> Generator[Callable[[str], None]]:
    """Show the steps of a build on standard error: a bar on a terminal, one line for each step in a log."""
    if not sys.stderr.isatty():
        yield lambda step: click.echo(f"{_STEPS.get(step, step)} ...", err=True)
        return
    with click.progressbar(
        length=len(steps), label=title, file=sys.stderr, show_eta=False, item_show_func=_named
    ) as bar:
        begun = 0

        def begin(step: str) -> None:
            nonlocal begun
            bar.update(1 if begun else 0, step)
            begun += 1

        yield begin
        bar.update(1 if begun else 0)


def _named(step: str | None) -> str:
    return _STEPS.get(step or "", step or "")


def deliver(content: bytes, output: Path | None) -> None:
    """Write to a file, which appears whole or not at all, or to standard output.

    Raises:
        UsageProblem: the file cannot be written (`file-unwritable`).
    """
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(output)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        said = f"{output} cannot be written: {error.strerror or error}."
        raise UsageProblem(said, hint="Choose another path with --output.", code="file-unwritable") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
