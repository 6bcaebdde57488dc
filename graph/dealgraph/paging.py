"""Pages of an answer: which rows are wanted, and which pages there are besides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from dealgraph.answer import Row
from dealgraph.problems import Finding, ParameterProblem

NUMBER, SIZE = "page", "page-size"
MAX_SIZE = 1000
MAX_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows.

    Args:
        number: counted from 1.
        size: so many rows a full page has.
    """

    number: int
    size: int

    @property
    def first(self) -> int:
        """The number of rows before this page."""
        return (self.number - 1) * self.size

    def last_of(self, total: int) -> "Page":
        """Give the last page of so many rows; one without any is the first page too."""
        return replace(self, number=max(1, -(-total // self.size)))

    def others(self, total: int) -> Mapping[str, "Page"]:
        """Give the pages that exist besides this one, by their relation to it (RFC 8288, section 2.1.2)."""
        last = self.last_of(total).number
        if self.number > last:
            return {"first": replace(self, number=1), "last": self.last_of(total)}
        found: dict[str, Page] = {}
        if last > 1:
            found |= {"first": replace(self, number=1), "last": replace(self, number=last)}
        if self.number > 1:
            found["prev"] = replace(self, number=self.number - 1)
        if self.number < last:
            found["next"] = replace(self, number=self.number + 1)
        return found


def cut(rows: Iterable[Row], page: Page) -> tuple[list[Row], int]:
    """Take the rows of a page and count all."""
    every = iter(rows)
    before = sum(1 for _ in islice(every, page.first))
    taken = list(islice(every, page.size))
    return taken, before + len(taken) + sum(1 for _ in every)


def take_page(
    given: Mapping[str, Sequence[str]], size: int, *, always: bool
) -> tuple[Page | None, dict[str, list[str]]]:
    """Read which page is wanted, and give the other parameters.

    Args:
        given: words by parameter.
        size: the rows of a page unless a size is given.
        always: whether a page is wanted even where neither number nor size is given.

    Raises:
        ParameterProblem: number or size is no whole number of its range, or stands twice.
    """
    others = {name: list(words) for name, words in given.items() if name not in {NUMBER, SIZE}}
    asked = {name: [word for word in given.get(name, ()) if word.strip()] for name in (NUMBER, SIZE)}
    if not any(asked.values()) and not always:
        return None, others
    faults: list[Finding] = []
    number = _whole(NUMBER, asked[NUMBER], MAX_NUMBER, 1, faults)
    size = _whole(SIZE, asked[SIZE], MAX_SIZE, size, faults)
    if faults:
        raise ParameterProblem("The page that is asked for does not exist.", findings=faults)
    return Page(number, size), others


def _whole(name: str, words: Sequence[str], most: int, default: int, faults: list[Finding]) -> int:
    if not words:
        return default
    word = words[0].strip()
    if len(words) > 1:
        faults.append(Finding(f"“{name}” takes one value, not {len(words)}.", subject=name, code="parameter-value"))
    elif not (word.isascii() and word.isdecimal() and len(word) <= len(str(most)) and 1 <= int(word) <= most):
        said = f"{name}: “{word[:50]}” is not a whole number from 1 to {most:,}."
        faults.append(Finding(said, subject=name, code="parameter-value"))
    else:
        return int(word)
    return default
