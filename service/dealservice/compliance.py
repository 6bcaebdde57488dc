"""The command that holds a policy of ODRL against a request and a state of the world."""

from pathlib import Path

import click

from dealservice.terminal import deliver

_FILE = click.Path(path_type=Path)
_FORMS = ("ttl", "nt", "rdf", "jsonld", "n3")


@click.command()
@click.argument("policy", type=_FILE)
@click.argument("request", type=_FILE)
@click.argument("world", type=_FILE)
@click.option(
    "--duties",
    type=click.Choice(("unless-violated", "when-fulfilled")),
    default="unless-violated",
    show_default=True,
    help="When a permission with duties is active.",
)
@click.option("--format", "form", type=click.Choice(_FORMS), default="ttl", show_default=True, help="The form.")
def odrl(*, policy: Path, request: Path, world: Path, duties: str, form: str) -> None:
    """Judge the ODRL rules in POLICY for REQUEST in the state of WORLD, and write a compliance report.

    All three are files of RDF. The world tells the time as dcterms:issued of <http://example.com/request/currentTime>.
    """
    from pyoxigraph import RdfFormat, serialize

    from dealgraph import names
    from dealgraph.odrl import DUTIES, evaluate, read_file
    from dealgraph.odrl.evaluation import REPORT

    chosen = DUTIES[0] if duties == DUTIES[0] else DUTIES[1]
    found = evaluate(read_file(policy), read_file(request), read_file(world), chosen)
    known = {"report": REPORT, "dcterms": names.DCTERMS, "xsd": names.XSD}
    written = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
        "n3": RdfFormat.N3,
    }[form]
    deliver(serialize(found, format=written, prefixes=known) or b"", None)
