"""The graph in the forms of others: what each form cannot say is told, never dropped in silence.

Each export is a function of a store. A new one is a module here and a line in `EXPORTS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dealgraph.exports.nanopub import nanopub
from dealgraph.exports.oa import passages
from dealgraph.exports.odrl import odrl
from dealgraph.exports.writing import write_trig, write_turtle
from dealgraph.problems import Finding
from dealgraph.store import Store


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An export, ready to be written or sent.

    Args:
        content: the bytes, the same each time for the same graph.
        media_type: what they are.
        suffix: the usual ending of a file's name, with the dot.
        lost: what the form cannot say, one finding for each loss.
    """

    content: bytes = field(repr=False)
    media_type: str
    suffix: str
    lost: tuple[Finding, ...] = ()


def _odrl_file(store: Store) -> ExportFile:
    export = odrl(store)
    return ExportFile(write_turtle(export.triples), "text/turtle", ".ttl", export.lost)


def _nanopub_file(store: Store) -> ExportFile:
    return ExportFile(write_trig(nanopub(store)), "application/trig", ".trig")


def _oa_file(store: Store) -> ExportFile:
    return ExportFile(write_turtle(passages(store)), "text/turtle", ".ttl")


EXPORTS: Mapping[str, Callable[[Store], ExportFile]] = MappingProxyType(
    {"nanopub": _nanopub_file, "oa": _oa_file, "odrl": _odrl_file}
)
"""The exports by name: nanopublications, passages for annotation tools, and ODRL policies.

Each raises StoreProblem where the store cannot answer.
"""
