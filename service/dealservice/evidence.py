"""The evidence of a row as links: its claims, and the sentences that they were taken from."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Term
from dealgraph.catalog import MANY_SEPARATOR
from dealgraph.names import ID
from dealservice.rows import plain

KINDS = ("claim", "passage")
MAX_NAME = 20
"""So many characters of a source's name are shown; the names of imported documents have up to a hundred."""
_SAFE = "/.-"
_WORDS = {"claim": "claims", "passage": "sentences"}


def evidence_html(kind: str, cell: Term | None, source: Term | None, root: str) -> str:
    """Write the claims or the passages of a cell as links, grouped by source.

    Args:
        kind: `claim` or `passage`.
        cell: `SOURCE:NUMBER`, several parted by `MANY_SEPARATOR`; after a comma may stand the characters.
        source: names the source where the cell does not.
        root: the path under which the service is seen from outside.
    """
    if not isinstance(cell, Literal):
        return escape(plain(cell))
    default = source.value.removeprefix(ID) if isinstance(source, NamedNode) and source.value.startswith(ID) else ""
    groups: dict[str, list[str]] = {}
    for part in filter(None, cell.value.split(MANY_SEPARATOR)):
        where, _, detail = part.partition(", ")
        named, colon, number = where.rpartition(":")
        name = named if colon else default
        groups.setdefault(name, []).append(_link(kind, name, number, detail, root))
    return "; ".join(f"{_place(name, default)}{', '.join(links)}" for name, links in groups.items())


def _link(kind: str, source: str, number: str, detail: str, root: str) -> str:
    title = f' title="{escape(detail)}"' if detail else ""
    if not source:
        return f"<span{title}>{escape(number)}</span>"
    return f'<a href="{escape(root)}/id/{quote(f"{source}-{kind}-{number}", safe=_SAFE)}"{title}>{escape(number)}</a>'


def _place(source: str, default: str) -> str:
    if not source or source == default:
        return ""
    if len(source) <= MAX_NAME:
        return f"{escape(source)} "
    return f'<span title="{escape(source)}">{escape(source[:MAX_NAME])}…</span> '


def merged_html(cells: Mapping[str, Term | None], source: Term | None, root: str) -> str:
    """Write claims and passages of a row as one cell."""
    written = {kind: evidence_html(kind, cell, source, root) for kind, cell in cells.items()}
    if len(written) == 1:
        return "".join(written.values())
    return "<br>".join(f"{_WORDS[kind]}: {text}" for kind, text in written.items() if text)
