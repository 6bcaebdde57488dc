"""The command line: build, check, draft, import, load, serve, ask, mcp, query, export.

It ends with 0 when all is well, 1 when a check finds violations, 2 when something is wrong with what was given, and
130 when it is interrupted. What takes long to import is imported by the command that needs it.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dealgraph import __version__
from dealgraph.answer import Question
from dealgraph.problems import CheckFailed, Problem, QuerySyntax, StoreMissing, UsageProblem
from dealgraph.store import Store, open_store
from dealgraph.versions import current
from dealservice.administration import rollback, token, versions
from dealservice.compliance import odrl
from dealservice.drafts import draft
from dealservice.imports import COMMANDS
from dealservice.loading import load
from dealservice.pushing import push
from dealservice.settings import MAX_PORT, MAX_WORKERS, Settings, read_settings
from dealservice.terminal import deliver, help_text, list_text, problem_text, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealgraph.build import Outcome
    from dealgraph.catalog import Inquiry
    from dealgraph.exports import ExportFile

_NEGATIVE, _WRONG, _INTERRUPTED, _PIPE_CLOSED = 1, 2, 130, 141
_EXPORTS = ("ttl", "trig", "jsonld", "rdf", "owl", "nq")
_PATH = click.Path(path_type=Path)

_store = click.option("--store", metavar="PLACE", help="Folder of the graph, or URL of a SPARQL endpoint.")
_form = click.option(
    "--format", "form", default="", metavar="FORM", help="table, csv, json, md, ttl, proof.txt and so on."
)
_queries = click.option("--queries", type=_PATH, multiple=True, metavar="DIR", help="Folder of further questions.")
_notes = click.option("--notes", type=_PATH, multiple=True, metavar="PATH", help="Notes to read besides the built-in.")
_alone = click.option("--alone", is_flag=True, help="Read only the notes named with --notes.")
_include = click.option("--with", "include", multiple=True, metavar="SOURCE", help="Build in an optional source.")
_article = click.option("--article", type=_PATH, metavar="FILE", help="Text to hold the passages against.")


def main() -> None:
    """Run the command line and end the process."""
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words behind the program's name; those of the process where none are given.

    Returns:
        The exit code.
    """
    try:
        result = commands.main(args=arguments, prog_name="dealgraph", standalone_mode=False)
    except Problem as problem:
        click.echo(problem_text(problem), err=True)
        return _WRONG
    except click.ClickException as error:
        hint = "See: dealgraph --help"
        click.echo(problem_text(UsageProblem(error.format_message(), hint=hint)), err=True)
        return _WRONG
    except (click.Abort, KeyboardInterrupt):
        click.echo("dealgraph: interrupted", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return result if isinstance(result, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dealgraph", message="%(prog)s %(version)s")
def commands() -> None:
    """Build, ask and serve a knowledge graph of business agreements."""


@commands.command()
@_notes
@_alone
@_include
@_article
@click.option("--store", metavar="DIR", help="Folder to publish the graph in.")
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
def build(*, store: str | None, article: Path | None, **chosen: Any) -> None:
    """Build, validate and publish the graph."""
    settings = read_settings(store=store, article=article)
    outcome = _build(settings, **chosen)
    state = "Built" if outcome.changed else "Nothing changed since"
    click.echo(f"{state} version {outcome.version.name} in {settings.store}: {_figures(outcome)}")


@commands.command()
@_notes
@_alone
@_include
@_article
def check(*, article: Path | None, **chosen: Any) -> int:
    """Validate notes without publishing anything."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        try:
            outcome = _build(read_settings(store=folder, article=article), force=True, **chosen)
        except CheckFailed as problem:
            click.echo(problem_text(problem), err=True)
            return _NEGATIVE
    for finding in outcome.unconfirmed:
        click.echo(f"unconfirmed: {finding}")
    click.echo(f"All is well: {_figures(outcome)}")
    return 0


def _build(
    settings: Settings,
    notes: Sequence[Path] = (),
    include: Sequence[str] = (),
    *,
    alone: bool = False,
    force: bool = False,
) -> "Outcome":
    """Build into the folder of the settings and tell what the check remarked."""
    from dealgraph.build import STEPS, Inputs
    from dealgraph.build import build as make

    if settings.is_remote:
        hint = "Name a folder with --store, or unset DEALGRAPH_STORE."
        raise UsageProblem("A graph can only be built into a folder.", hint=hint)
    inputs = Inputs(include=frozenset(include), article=settings.article).with_notes(notes, alone=alone)
    with progress("Building", STEPS) as begin:
        outcome = make(inputs, Path(settings.store), force=force, progress=begin)
    for remark in outcome.report.remarks:
        click.echo(f"remark: {remark}", err=True)
    return outcome


def _figures(outcome: "Outcome") -> str:
    counts = outcome.version.manifest["quads"]
    sources = ", ".join(source["name"] for source in outcome.version.manifest["sources"])
    compared = f"; {outcome.passages} passages compared" if outcome.passages else ""
    left_out = len(outcome.unconfirmed)
    unconfirmed = f"; {left_out} unconfirmed left out" if left_out else ""
    return f"{sum(counts.values()):,} statements, {counts['data']:,} of them from {sources}{compared}{unconfirmed}."


@commands.command()
@click.option("--host", help="Address to listen on; this machine alone unless given.")
@click.option("--port", type=click.IntRange(1, MAX_PORT), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, MAX_WORKERS), help="Processes that answer requests.")
@click.option("--reload", is_flag=True, default=None, help="Read questions again when their files change.")
@_store
@_queries
def serve(**chosen: Any) -> None:
    """Serve the graph over HTTP; build it first where it is missing."""
    from dealgraph.questions import open_catalog
    from dealservice.server import serve as run_server

    settings = read_settings(**chosen)
    open_catalog(settings.query_folders)
    _ensure(settings)
    run_server(settings, lambda url: click.echo(f"dealgraph answers at {url} (Ctrl+C ends it)"))


def _ensure(settings: Settings) -> None:
    """Build the graph where its folder holds none."""
    if settings.is_remote:
        return
    try:
        current(Path(settings.store))
    except StoreMissing:
        click.echo(f"There is no graph in {settings.store} yet; building it.", err=True)
        _build(settings)


def _open(settings: Settings) -> Store:
    _ensure(settings)
    return open_store(settings.store, settings.access)


@commands.command(add_help_option=False)
@click.argument("name", default="")
@click.argument("values", nargs=-1)
@_store
@_queries
@_form
@click.option("-h", "--help", "wants_help", is_flag=True, help="Show what a question takes.")
def ask(*, name: str, values: Sequence[str], form: str, wants_help: bool, **chosen: Any) -> None:
    """Ask the canned query NAME with values such as holder=microsoft; list the questions without NAME."""
    settings = read_settings(**chosen)
    if wants_help:
        context = click.get_current_context()
        click.echo(help_text(_find(name, settings)) if name else context.get_help())
        return
    if not name:
        from dealgraph.questions import open_catalog

        click.echo(list_text(open_catalog(settings.query_folders)))
        return
    from dealservice.asking import answer_words, print_answer, print_whole, whole_form

    inquiry = _find(name, settings)
    whole = whole_form(inquiry, form)
    if whole:
        print_whole(_open(settings), inquiry, values, whole)
        return
    print_answer(answer_words(_open(settings), inquiry, values), form, inquiry.columns)


@commands.command()
@_store
@_queries
def mcp(**chosen: Any) -> None:
    """Offer every question as a tool to an agent, by the Model Context Protocol on standard input and output."""
    from dealgraph.questions import open_catalog
    from dealservice.toolbox import Toolbox

    try:
        from dealservice.agents import serve_tools
    except ModuleNotFoundError as error:
        hint = "Install it: pip install 'dealgraph[mcp]'"
        raise UsageProblem("The SDK of the protocol is missing.", hint=hint, code="extra-missing") from error
    settings = read_settings(**chosen)
    serve_tools(Toolbox(open_catalog(settings.query_folders), _open(settings)))


def _find(name: str, settings: Settings) -> "Inquiry":
    from dealgraph.questions import find_question

    return find_question(name, settings.query_folders)


@commands.command()
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path))
@_store
@_form
def query(*, file: Path, store: str | None, form: str) -> None:
    """Answer the SPARQL query in FILE, or in standard input where FILE is “-”; our prefixes are known."""
    from dealgraph.names import prologue
    from dealservice.asking import print_answer, read_query_text
    from dealservice.examination import examine

    text = read_query_text(file)
    examine(text)
    head = prologue()
    try:
        found = _open(read_settings(store=store)).ask(Question(head + text))
    except QuerySyntax as error:
        line = max(1, error.line - head.count("\n"))
        raise QuerySyntax(error.what, line=line, column=error.column, excerpt=error.excerpt, hint=error.hint) from error
    print_answer(found, form)


@commands.command()
@click.option("--format", "form", type=click.Choice(_EXPORTS), default="ttl", show_default=True, help="The form.")
@click.option("--odrl", "model", flag_value="odrl", help="Write ODRL 2.2 policies; what is lost is told.")
@click.option("--nanopub", "model", flag_value="nanopub", help="Write a nanopublication for each claim.")
@click.option("--oa", "model", flag_value="oa", help="Write the passages as Web Annotation resources.")
@click.option("--output", type=_PATH, metavar="FILE", help="File to write; standard output unless given.")
@_store
def export(*, form: str, model: str | None, output: Path | None, store: str | None) -> None:
    """Write the whole graph: ttl, jsonld, rdf: the data; trig, nq: every graph; owl: ontology and data, for Protégé.

    --odrl, --nanopub and --oa write it in another model instead.
    """
    settings = read_settings(store=store)
    if model:
        _ensure(settings)
        written = _exporter(model)(open_store(settings.store, settings.access))
        for finding in written.lost:
            click.echo(f"Lost: {finding}", err=True)
        deliver(written.content, output)
        return
    if settings.is_remote:
        hint = "Name its folder with --store, or ask for it by SPARQL: dealgraph query"
        raise UsageProblem("Only a graph in a folder can be exported.", hint=hint)
    _ensure(settings)
    file = current(Path(settings.store)).folder / f"graph.{form}"
    if not file.exists():
        hint = "Take it as N-Quads: --format nq"
        raise UsageProblem(f"A graph that was loaded is not kept as {form}.", hint=hint, code="download-unknown")
    deliver(file.read_bytes(), output)


def _exporter(model: str) -> "Callable[[Store], ExportFile]":
    from dealgraph.exports import EXPORTS

    return EXPORTS[model]


for _command in (draft, load, odrl, push, rollback, token, versions, *COMMANDS):
    commands.add_command(_command)


if __name__ == "__main__":
    main()
