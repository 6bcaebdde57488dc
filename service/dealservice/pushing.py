"""The command that loads the graph into a remote engine."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click

from dealgraph.problems import UsageProblem
from dealservice.settings import read_settings

_PUSH_SECONDS = 300.0
"""A batch may take longer than a question."""


@click.command()
@click.argument("url")
@click.option("--update", default="", metavar="URL", help="Its update endpoint; the same address unless given.")
@click.option("--graphs", default="", metavar="URL", help="Its graph store endpoint, to send statements to instead.")
@click.option("--store", metavar="DIR", help="Folder of the graph.")
def push(*, url: str, update: str, graphs: str, store: str | None) -> None:
    """Load the version that counts into the engine whose query endpoint is URL.

    A user, a password or a token are taken from DEALGRAPH_STORE_USER and the variables beside it. Graphs that the
    engine holds already are not sent again; a push that was interrupted goes on where it stopped.
    """
    from dataclasses import replace

    from dealgraph.push import Push
    from dealgraph.stores.loading import Doors, Loader
    from dealgraph.stores.remote import RemoteStore
    from dealgraph.versions import current

    settings = read_settings(store=store)
    for address in filter(None, (url, update, graphs)):
        if not address.startswith(("http://", "https://")):
            raise UsageProblem(f"“{address}” is no address of an engine.", hint="Give an http or https URL.")
    if settings.is_remote:
        raise UsageProblem("Only a graph in a folder can be pushed.", hint="Name its folder with --store.")
    access = replace(settings.access, timeout=max(settings.access.timeout, _PUSH_SECONDS))
    remote, loader = RemoteStore(url, access), Loader(Doors(update or url, graphs), access)
    with _progress() as show:
        done = Push(current(Path(settings.store)), remote, loader, show).run()
    click.echo(
        f"Version {done.version} is at {url}: {done.triples:,} statements in {len(done.loaded) + len(done.found)} "
        f"graphs; {len(done.loaded)} sent, {len(done.found)} there already, {len(done.removed)} removed."
    )


@contextmanager
def _progress() -> Generator[Callable[[int, int], None]]:
    """Show how far the load has come: a bar with rate and remaining time on a terminal, nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with click.progressbar(length=1, label="Pushing", file=sys.stderr, show_pos=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
