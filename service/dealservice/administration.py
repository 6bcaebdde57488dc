"""Commands for the one who runs the service: tokens, the versions of the graph, and going back to one."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from pyoxigraph import Literal

from dealgraph.answer import Table
from dealgraph.problems import UsageProblem
from dealgraph.tokens import SCOPES
from dealservice.settings import read_settings
from dealservice.terminal import table_text

MAX_DAYS = 36_500
_store = click.option("--store", metavar="DIR", help="Folder of the graph.")


def _folder(store: str | None) -> Path:
    settings = read_settings(store=store)
    if settings.is_remote:
        hint = "Name a folder with --store, or unset DEALGRAPH_STORE."
        raise UsageProblem("Another engine holds the graph; it has no tokens and no versions here.", hint=hint)
    return Path(settings.store)


def _print(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    click.echo(table_text(Table(columns, [tuple(map(Literal, row)) for row in rows])), nl=False)


@click.group()
def token() -> None:
    """Make, list and revoke the tokens by which the graph may be changed over HTTP."""


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="What it allows.")
@click.option("--days", type=click.IntRange(1, MAX_DAYS), help="Days until it ends; it does not unless given.")
@_store
def create_token(*, name: str, scopes: Sequence[str], days: int | None, store: str | None) -> None:
    """Make a token for NAME and show it, once."""
    from dealgraph.tokens import create

    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    click.echo(create(_folder(store), name, scopes, expires))
    click.echo("Keep it well: it cannot be shown again.", err=True)


@token.command("list")
@_store
def list_tokens(*, store: str | None) -> None:
    """List the tokens, without what is secret."""
    from dealgraph.tokens import tokens

    found = tokens(_folder(store))
    rows = [(t.name, ", ".join(t.scopes), t.created, t.expires + " (over)" * t.has_expired) for t in found]
    _print(("name", "scopes", "created", "ends"), rows)


@token.command("revoke")
@click.argument("name")
@_store
def revoke_token(*, name: str, store: str | None) -> None:
    """Make the token of NAME worthless at once."""
    from dealgraph.tokens import revoke

    revoke(_folder(store), name)
    click.echo(f"The token “{name}” is worth nothing any more.")


@click.command()
@_store
def versions(*, store: str | None) -> None:
    """List the changes of the graph; the version that counts is marked, and one that is not kept any more."""
    from dealgraph.changelog import history
    from dealgraph.changes import kept_versions
    from dealgraph.versions import current

    folder = _folder(store)
    counts, kept = current(folder).name, set(kept_versions(folder))
    changes = history(folder)
    latest = len(changes) - 1
    rows: list[tuple[str, ...]] = []
    for number, change in enumerate(changes):
        state = "" if change.version in kept else "gone"
        state = "counts" if number == latest and change.version == counts else state
        rows.append(
            (change.version, change.at, change.by, change.kind, f"+{change.added}", f"-{change.removed}", state)
        )
    _print(("version", "time", "by", "kind", "added", "removed", "state"), rows)


@click.command()
@click.argument("version")
@_store
def rollback(*, version: str, store: str | None) -> None:
    """Make an earlier VERSION count again; its name may be cut short."""
    from dealgraph.changes import Editor

    change = Editor(_folder(store), "command line").roll_back(version)
    state = f"took the place of {change.previous}" if change.is_new else "counts already"
    click.echo(f"Version {change.version} {state}.")
