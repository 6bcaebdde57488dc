"""The command that loads documents of RDF, and tells how far it is."""

from collections.abc import Sequence
from pathlib import Path

import click

from dealgraph.problems import UsageProblem
from dealservice.gauge import gauge
from dealservice.settings import MAX_WORKERS, read_settings


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--store", metavar="DIR", help="Folder to publish the graph in.")
@click.option("--workers", type=click.IntRange(0, MAX_WORKERS), default=0, help="Processes that validate.")
@click.option("--force", is_flag=True, help="Publish even if nothing changed.")
def load(*, paths: Sequence[Path], store: str | None, workers: int, force: bool) -> None:
    """Load documents of RDF, files or folders of them, as a graph of any size.

    Each document is a named graph, or a file of triples. Only those that changed are validated; a load that was
    interrupted goes on where it was.
    """
    from dealgraph.bulk.loading import STEPS
    from dealgraph.bulk.loading import load as make

    settings = read_settings(store=store)
    if settings.is_remote:
        hint = "Name a folder with --store, or unset DEALGRAPH_STORE."
        raise UsageProblem("Documents can only be loaded into a folder.", hint=hint)
    with gauge(STEPS) as told:
        loaded = make(paths, Path(settings.store), workers=workers, force=force, progress=told)
    for remark in loaded.remarks:
        click.echo(f"remark: {remark}", err=True)
    state = "Loaded" if loaded.changed else "Nothing changed since"
    total = sum(loaded.version.manifest["quads"].values())
    figures = f"{total:,} statements from {loaded.documents:,} documents, {loaded.judged:,} of them validated now"
    click.echo(f"{state} version {loaded.version.name} in {settings.store}: {figures}; {loaded.remarked:,} remarks.")
