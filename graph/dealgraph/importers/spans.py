"""Finding the words that a record quotes in the text of a document, and numbering the places."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from dealgraph.passages import digest

_SENTENCE_END = re.compile('[.!?]["”\u2019)]*\\s')


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: the characters from `start` to `end`, the end not included."""

    start: int
    end: int
    sha256: str
    occurrences: int = 1


class Text:
    """A document's text, in which words can be found whatever their spaces and ends of lines."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.sha256 = digest(content)
        self._numbers: Counter[str] = Counter()
        self._given: dict[tuple[int, int], str] = {}

    @property
    def whole(self) -> Span:
        """The whole text."""
        return Span(0, len(self.content), self.sha256)

    def find(self, words: str) -> Span | None:
        """Find the first place where words stand, verbatim or but for their spaces; none where they do not."""
        start = self.content.find(words)
        if start >= 0:
            end = start + len(words)
            return Span(start, end, digest(words), max(1, self.content.count(words)))
        plain = " ".join(words.split())
        squeezed, places = self._squeezed
        at = squeezed.find(plain)
        if at < 0 or not plain:
            return None
        start, end = places[at], places[at + len(plain) - 1] + 1
        return Span(start, end, digest(self.content[start:end]), max(1, squeezed.count(plain)))

    def number(self, span: Span) -> str:
        """Number a span by its paragraph and sentence, with a letter where several begin in the same sentence.

        A paragraph is a line that is not empty; the whole text has the number 0.0.
        """
        key = (span.start, span.end)
        if key not in self._given:
            self._given[key] = self._new_number(span)
        return self._given[key]

    def _new_number(self, span: Span) -> str:
        if span == self.whole:
            return "0.0"
        line = bisect_right(self._lines, span.start)
        begin = self._lines[line - 1] if line else 0
        sentence = 1 + len(_SENTENCE_END.findall(self.content, begin, span.start))
        number = f"{line}.{sentence}"
        self._numbers[number] += 1
        return number + _letters(self._numbers[number] - 1)

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins that is not empty."""
        return [match.start() for match in re.finditer(r"^.*\S", self.content, re.MULTILINE)]

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The text with each run of spaces made one, and where each of its characters stands."""
        places = [match.start() for match in re.finditer(r"\S|\s+", self.content)]
        return "".join(" " if self.content[place].isspace() else self.content[place] for place in places), places


def _letters(count: int) -> str:
    """Count in letters: nothing, b, c, ... z, ba, bb, ...

    >>> [_letters(n) for n in (0, 1, 25, 26)]
    ['', 'b', 'z', 'ba']
    """
    letters = ""
    while count:
        count, rest = divmod(count, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
