"""Held against the text itself: do the passages that the notes cite stand where the notes say?

The project keeps positions and digests of passages, never their text; only somebody who has the text can check them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from dealgraph import names
from dealgraph.document import Document, Item
from dealgraph.names import deal
from dealgraph.problems import Finding, PassageMismatch, UsageProblem

MAX_BYTES = 20_000_000
"""A text may have this many bytes."""


def digest(text: str) -> str:
    """Compute the SHA-256 digest of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(file: Path) -> str:
    """Read a text that the user supplies.

    Raises:
        UsageProblem: the file cannot be read or is not UTF-8.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageProblem(f"{file} is longer than {MAX_BYTES:,} bytes.", code="article-unreadable")
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageProblem(
            f"The article {file} cannot be read: {error.strerror}.",
            hint="Give the path of the article's text with --article.",
            code="article-unreadable",
        ) from error
    except UnicodeDecodeError as error:
        raise UsageProblem(
            f"The article {file} is not UTF-8.", hint="Save it as UTF-8.", code="article-unreadable"
        ) from error


def cited_by(documents: Iterable[Document], text: str) -> Document:
    """Find the document whose source is this text: by digest, or else the one that is an article.

    Raises:
        UsageProblem: no document cites an article.
    """
    documents = list(documents)
    whole = digest(text)
    for document in documents:
        if _value(document.items[0], "sha256") == whole:
            return document
    for document in documents:
        if _value(document.items[0], "sourceKind") == names.voc("article").value and not document.optional:
            return document
    raise UsageProblem("No notes of this build cite an article.", code="article-unknown")


def verify(document: Document, text: str) -> int:
    """Compare every passage of a document with the text.

    Returns:
        The number of passages that were compared.

    Raises:
        PassageMismatch: each passage that differs, by number and place in the notes.
    """
    passages = [item for item in document.items if item.kind == deal("Passage")]
    findings = [finding for item in passages for finding in _mismatch(item, text)]
    expected = _value(document.items[0], "sha256")
    if findings or (expected and expected != digest(text)):
        count = f"{len(findings)} of {len(passages)} passages" if findings else "Between the passages, the text"
        raise PassageMismatch(
            f"{count} of the source “{document.name}” differ from the text supplied.",
            hint="Supply the very text that the notes were taken from, or correct the passages in the notes.",
            findings=findings,
        )
    return len(passages)


def _mismatch(item: Item, text: str) -> Iterator[Finding]:
    start, end = int(_value(item, "startOffset") or 0), int(_value(item, "endOffset") or 0)
    number = item.iri.value.rpartition("-")[2]
    if not 0 <= start < end <= len(text):
        what = f"Passage {number} (characters {start} to {end}) lies outside the text of {len(text)} characters."
        yield Finding(what, item.place, subject=number, code="passage-mismatch")
    elif (found := digest(text[start:end])) != _value(item, "sha256"):
        what = f"Passage {number} (characters {start} to {end}) has another digest: {found[:12]}…"
        yield Finding(what, item.place, subject=number, code="passage-mismatch")


def _value(item: Item, name: str) -> str:
    return next((s.value.value for s in item.statements if s.property == deal(name)), "")
