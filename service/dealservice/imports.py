"""Commands for other people's data: import a set of data, and hold documents against what was imported."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dealgraph.places import data_folder
from dealgraph.problems import CheckFailed, StoreMissing, UsageProblem
from dealgraph.versions import current
from dealservice.settings import Settings, read_settings
from dealservice.terminal import deliver, problem_text, progress

if TYPE_CHECKING:
    from dealgraph.importers.companies import Companies
    from dealgraph.importing import Importer, ImportOutcome

_PATH = click.Path(path_type=Path)
_store = click.option("--store", metavar="DIR", help="Folder of the graph.")
_companies = click.option("--companies", type=_PATH, metavar="TABLE", help="Reviewed table of names of one company.")
_report = click.option("--report", type=_PATH, metavar="DIR", help="Folder for the report on doubtful values.")
_force = click.option("--force", is_flag=True, help="Check everything, even what has not changed.")
SHOWN = 10


@click.group("import")
def import_data() -> None:
    """Import a set of data; what is doubtful in it is told, kept as it stands, and never guessed."""


@import_data.command("cuad")
@click.argument("folder", type=_PATH)
@_store
@_companies
@_report
@_force
def import_cuad(folder: Path, *, companies: Path | None, **chosen: Any) -> int:
    """Import contracts of the Contract Understanding Atticus Dataset, version 1, from FOLDER."""
    from dealgraph.importers.cuad_import import CuadImporter

    return _import(CuadImporter(folder, _read(companies)), **chosen)


@import_data.command("ai-data-deals")
@click.argument("file", type=_PATH)
@_store
@_companies
@_report
@_force
def import_data_deals(file: Path, *, companies: Path | None, **chosen: Any) -> int:
    """Import a list of AI data deals from FILE."""
    from dealgraph.importers.data_deals import DataDealsImporter

    return _import(DataDealsImporter(file, _read(companies)), **chosen)


def _read(companies: Path | None) -> "Companies":
    from dealgraph.importers.companies import Companies, read_table

    return read_table(companies) if companies else Companies()


def local_store(store: str | None) -> Settings:
    """Insist on a graph in a folder, and build it where it is missing."""
    settings = read_settings(store=store)
    if settings.is_remote:
        hint = "Name a folder with --store, or unset DEALGRAPH_STORE."
        raise UsageProblem("Data can only be imported into a folder.", hint=hint)
    try:
        current(Path(settings.store))
    except StoreMissing:
        from dealgraph.build import Inputs, build

        click.echo(f"There is no graph in {settings.store} yet; building it.", err=True)
        build(Inputs(), Path(settings.store))
    return settings


def _import(importer: "Importer", *, store: str | None, report: Path | None, force: bool) -> int:
    from dealgraph.importing import STEPS, bring_in

    settings = local_store(store)
    with progress("Importing", STEPS) as begin:
        try:
            outcome = bring_in(importer, Path(settings.store), data_folder("ontology"), force=force, progress=begin)
        except CheckFailed as problem:
            click.echo(problem_text(problem), err=True)
            return 1
    _tell(outcome, importer.name, Path(settings.store), report)
    return 0


def _tell(outcome: "ImportOutcome", name: str, store: Path, report: Path | None) -> None:
    from dealgraph.importers.quality import report_files

    found = ", ".join(f"{count:,} {what}" for what, count in outcome.delivery.recognised)
    click.echo(f"Recognised: {found}.")
    folder = report or store / "quality" / name
    folder.mkdir(parents=True, exist_ok=True)
    delivery = outcome.delivery
    for file, content in report_files(f"Doubtful values of {name}", delivery.documents, delivery.doubts).items():
        deliver(content, folder / file)
    for doubt in delivery.doubts[:SHOWN]:
        click.echo(f"doubtful: {doubt.where}: {doubt.kind.replace('-', ' ')}", err=True)
    click.echo(f"{len(delivery.doubts):,} doubtful values, {len(outcome.report.remarks):,} remarks; see {folder}.")
    state = "Published" if outcome.changed else "Nothing changed since"
    click.echo(f"{state} version {outcome.version.name}; {outcome.checked:,} documents were checked anew.")


@click.command("verify")
@click.argument("folder", type=_PATH)
@_store
def verify(folder: Path, *, store: str | None) -> int:
    """Hold the documents in FOLDER against the passages of the graph: offsets, lengths and digests."""
    from dealgraph.store import open_store
    from dealgraph.verification import verify_folder

    settings = local_store(store)
    found = verify_folder(open_store(settings.store), folder)
    for finding in found.mismatches:
        click.echo(f"mismatch: {finding}", err=True)
    click.echo(
        f"{found.documents:,} documents and {found.passages:,} passages compared; "
        f"{len(found.mismatches):,} mismatches; {found.unseen:,} documents of the graph are not in the folder."
    )
    return 1 if found.mismatches else 0


COMMANDS = (import_data, verify)
