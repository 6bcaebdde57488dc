"""A text as numbered sentences with their positions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import spacy

TITLE = 0
"""The number of the paragraph that is the title."""
_FINAL = re.compile(r"[.!?:;][\u201d\u2019\"')\]]*\Z")
_BLOCK = re.compile(r"\S.*?(?=\r?\n[ \t]*\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"\S[^\r\n]*")
_PLAIN = str.maketrans("\u2018\u2019\r\n\t", "''   ")
"""What the library is to see as plain; the length stays the same."""
_OPENING = {"“", "«", "(", "["}
_STRAIGHT = {'"', "'"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands.

    Args:
        paragraph: counted from 1; 0 is the title.
        number: within the paragraph, counted from 1.
        start: the number of characters (code points) before it.
        end: the number of characters up to and including its last.
        tokens: a span of spaCy's: its words.
    """

    paragraph: int
    number: int
    start: int
    end: int
    tokens: Any

    @property
    def name(self) -> str:
        """Its number as notes write it, such as 2.1."""
        return f"{self.paragraph}.{self.number}"


@cache
def pipeline() -> Any:
    """Give spaCy's blank English pipeline, which needs no model."""
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    return language


def sentences(text: str) -> Iterator[Sentence]:
    """Cut a text into sentences.

    A first line without a full stop is the title. A paragraph is a line; or a block between empty lines where the lines
    of blocks are broken within sentences.
    """
    spans = list(_paragraphs(text))
    has_title = len(spans) > 1 and not _FINAL.search(text[slice(*spans[0])].rstrip())
    for number, (start, end) in enumerate(spans, TITLE if has_title else TITLE + 1):
        for place, tokens in enumerate(_cut(text[start:end], whole=number == TITLE), 1):
            first, last = start + tokens.start_char, start + tokens.end_char
            yield Sentence(number, place, first, last, tokens)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    blocks = [found.span() for found in _BLOCK.finditer(text)]
    is_wrapped = any(_breaks_within(text[start:end]) for start, end in blocks)
    spans = blocks if is_wrapped else [found.span() for found in _LINE.finditer(text)]
    for start, end in spans:
        yield start, start + len(text[start:end].rstrip())


def _breaks_within(block: str) -> bool:
    """Tell whether a line of a block ends within a sentence, and the next one goes on in lower case."""
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    return any(not _FINAL.search(line) and following[0].islower() for line, following in pairwise(lines))


def _cut(paragraph: str, *, whole: bool) -> Iterator[Any]:
    """Cut a paragraph; a quotation mark that opens belongs to the sentence behind it."""
    doc = pipeline()(paragraph.translate(_PLAIN))
    if whole:
        yield doc[:]
        return
    starts = [sentence.start - sum(1 for _ in _opening_before(doc, sentence.start)) for sentence in doc.sents]
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        tokens = _without_space(doc, start, end)
        if len(tokens):
            yield tokens


def _opening_before(doc: Any, place: int) -> Iterator[int]:
    while place > 0 and _opens(doc, place - 1):
        place -= 1
        yield place


def _opens(doc: Any, place: int) -> bool:
    text, stands_off = doc[place].text, place > 0 and bool(doc[place - 1].whitespace_)
    return text in _OPENING or (text in _STRAIGHT and stands_off and not doc[place].whitespace_)


def _without_space(doc: Any, start: int, end: int) -> Any:
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    return doc[start:end]
