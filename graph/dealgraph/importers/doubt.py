"""A doubtful value: what cannot be read with certainty, where it stands, and in which way it is doubtful."""

from dataclasses import dataclass

from dealgraph.problems import Place


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A value of a set of data that a reader cannot be sure of.

    Args:
        place: file and row, counted from 1, the heading being row 1.
        column: the column, or nothing where the whole row is meant.
        kind: a concept of the scheme of finding types.
        value: the value as it stands; words of a document are given by digest only.
        document: the short name of the source that the value belongs to.
        item: the local name of the item whose reading hangs on the value.
    """

    place: Place
    column: str
    kind: str
    value: str = ""
    document: str = ""
    item: str = ""

    @property
    def where(self) -> str:
        """Say in words where the value stands."""
        column = f", {self.column}" if self.column else ""
        return f"{self.place.file}, row {self.place.line}{column}"
