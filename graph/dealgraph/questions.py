"""Every question that can be asked by name: those in files and those that are computed.

To add a computed question, list a sequence of `catalog.Inquiry` in `COMPUTED`; it then has an address, a form, an
operation of the HTTP interface, an answer on the command line and a tool for agents, as the files have.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from dealgraph.catalog import CannedQuery, Catalog, Inquiry
from dealgraph.places import data_folder
from dealgraph.query_file import files_of, read_catalog, read_query

COMPUTED: tuple[str, ...] = ("dealgraph.standing.inquiries:INQUIRIES",)
"""`module:name` of each sequence of computed questions; it is imported when the questions are."""


EXTENDED: Mapping[str, str] = {"claims": "dealgraph.standing.claims:extended"}
"""`module:function` by the name of a built-in question in a file; the function adds computed columns to it."""


def open_catalog(folders: Iterable[Path], computed: Sequence[str] = COMPUTED) -> Catalog:
    """Gather all questions.

    Args:
        folders: where the `.rq` files are.
        computed: where the computed ones are.

    Raises:
        CatalogProblem: a file is wrong, or two questions have the same name.
    """
    return Catalog([*map(_extended, read_catalog(folders)), *_computed(computed)])


def _extended(query: Inquiry) -> Inquiry:
    place = EXTENDED.get(query.name, "")
    if not place or not isinstance(query, CannedQuery) or query.file.parent != data_folder("queries"):
        return query
    module, _, function = place.partition(":")
    extend: Callable[[CannedQuery], Inquiry] = getattr(import_module(module), function)
    return extend(query)


def find_question(name: str, folders: Sequence[Path], computed: Sequence[str] = COMPUTED) -> Inquiry:
    """Find one question; where one file or one computed question has its name, no other file is read.

    Raises:
        CatalogProblem: a file is wrong, or two questions have the same name.
        UnknownQuery: there is none of that name.
    """
    found = [file for file in files_of(folders) if file.stem == name]
    if len(found) == 1:
        return _extended(read_query(found[0]))
    reckoned = [] if found else [inquiry for inquiry in _computed(computed) if inquiry.name == name]
    return reckoned[0] if len(reckoned) == 1 else open_catalog(folders, computed).get(name)


def _computed(places: Iterable[str]) -> Iterator[Inquiry]:
    for place in places:
        module, _, attribute = place.partition(":")
        yield from getattr(import_module(module), attribute)
