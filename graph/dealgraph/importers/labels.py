"""Labels of what an importer makes: words that people read, told apart by the end of the document's name."""

from textwrap import shorten

MOST_TITLE = 60
"""So many characters of a title stand in the labels of an agreement's parts."""
_TAIL = 6


def own(label: str, name: str) -> str:
    """Tell a label from equal ones by the end of a document's name.

    >>> own("Supply Agreement", "cuad-alder-supply-0950b3")
    'Supply Agreement [0950b3]'
    """
    return f"{label} [{name[-_TAIL:]}]"


def part(what: str, title: str, name: str) -> str:
    """Name a part of an agreement after the title of the agreement, as far as that is short.

    >>> part("insurance clause", "Supply  Agreement", "cuad-alder-supply-0950b3")
    'insurance clause of Supply Agreement [0950b3]'
    """
    return own(f"{what} of {shorten(title, MOST_TITLE, placeholder=' …')}", name)


def unnamed(number: int, term: str, name: str) -> str:
    """Say who a party is that has no name: what the agreement calls it, or which party it is.

    >>> unnamed(3, "you", "cuad-alder-supply-0950b3")
    'A party named only as “you” [0950b3]'
    """
    return own(f"A party named only as “{term}”" if term else f"Party {number}, which has no name", name)
