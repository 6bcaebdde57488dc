"""What follows from documents, and whether they conform: many at once, but each by itself.

In a batch every IRI gets the number of its document behind it, unless the ontology speaks of it. So no statement of
one document meets a statement of another, while rules and shapes run over all of them together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize

from dealgraph import names
from dealgraph.bulk.reading import Document
from dealgraph.check import check
from dealgraph.infer import infer, read_rules
from dealgraph.problems import Finding
from dealgraph.quads import ontology_quads

_APART = "#in-document-"
_NUMBER = re.compile(r"#in-document-(\d+)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found of one document.

    Args:
        digest: the document's.
        inferred: what follows from it, as lines of N-Quads.
        violations: what stops a build.
        remarks: what does not.
    """

    digest: str
    inferred: tuple[bytes, ...]
    violations: tuple[str, ...]
    remarks: tuple[str, ...]


class Judge:
    """Judges documents by an ontology, its rules and its shapes.

    Args:
        folder: the folder of the ontology.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shapes = folder / "shapes"
        self._rules = read_rules(folder)
        self._ontology = ontology_quads(folder)
        self._own = set(infer(self._ontology, self._rules))
        terms = {term for quad in self._ontology for term in (quad.subject, quad.predicate, quad.object)}
        self._terms = {term for term in terms if isinstance(term, NamedNode)}

    @property
    def common(self) -> list[Quad]:
        """What every graph has: the ontology and what follows from it alone."""
        return [*self._ontology, *self._own]

    def judge(self, documents: Sequence[Document]) -> list[Judgement]:
        """Judge a batch, each document by itself."""
        owners: dict[Any, int] = {}
        stated = [quad for number, document in enumerate(documents) for quad in self._apart(number, document, owners)]
        inferred = [quad for quad in infer([*stated, *self._ontology], self._rules) if quad not in self._own]
        report = check([*stated, *self.common, *inferred], self.shapes)
        findings = [*report.violations, *report.remarks]
        if len(documents) > 1 and not all(_NUMBER.search(finding.subject) for finding in findings):
            return [judgement for document in documents for judgement in self.judge([document])]
        follows: list[list[Quad]] = [[] for _ in documents]
        for quad in inferred:
            whole = Quad(_together(quad.subject), quad.predicate, _together(quad.object), quad.graph_name)
            owner = owners.get(quad.subject, owners.get(quad.object))
            for part in follows if owner is None else [follows[owner]]:
                part.append(whole)
        violations, remarks = (_by_document(part, len(documents)) for part in (report.violations, report.remarks))
        return [
            Judgement(document.digest, tuple(lines_of(quads)), tuple(found), tuple(remarked))
            for document, quads, found, remarked in zip(documents, follows, violations, remarks, strict=True)
        ]

    def _apart(self, number: int, document: Document, owners: dict[Any, int]) -> Iterator[Quad]:
        """Read a document, its names set apart; note what belongs to it."""
        known: dict[Any, Any] = {}

        def apart(term: Any) -> Any:
            if term not in known:
                is_own = isinstance(term, NamedNode) and term not in self._terms
                known[term] = NamedNode(f"{term.value}{_APART}{number}") if is_own else term
                if is_own or isinstance(term, BlankNode):
                    owners[known[term]] = number
            return known[term]

        for quad in parse(b"".join(document.lines), format=RdfFormat.N_QUADS):
            value = quad.object if quad.predicate == names.TYPE else apart(quad.object)
            yield Quad(apart(quad.subject), quad.predicate, value, quad.graph_name)


@cache
def judge_by(folder: Path) -> Judge:
    """Give the judge of an ontology; a process makes it once."""
    return Judge(folder)


def judge(folder: Path, documents: Sequence[Document]) -> list[Judgement]:
    """Judge a batch by the ontology in a folder; this is what other processes are asked for."""
    return judge_by(folder).judge(documents) if documents else []


def _together(term: Any) -> Any:
    return NamedNode(_NUMBER.sub("", term.value)) if isinstance(term, NamedNode) else term


def _by_document(findings: Iterable[Finding], number: int) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(number)]
    for finding in findings:
        match = _NUMBER.search(finding.subject)
        found[int(match[1]) if match else 0].append(_NUMBER.sub("", str(finding)))
    return found


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """Write quads as lines of N-Quads."""
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
