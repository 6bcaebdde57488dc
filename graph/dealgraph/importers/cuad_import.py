"""The importer of CUAD v1, as the way in calls it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from dealgraph import names
from dealgraph.document import Document
from dealgraph.importers import cuad
from dealgraph.importers.companies import Companies
from dealgraph.importers.cuad_dataset import DATASET, dataset_document
from dealgraph.importers.cuad_table import TABLE, TEXTS, TYPES, read_folder
from dealgraph.importing import Delivery
from dealgraph.problems import OntologyProblem

_NOTATION = NamedNode(f"{names.SKOS}notation")
CATEGORIES = 41


@dataclass(frozen=True)
class CuadImporter:
    """A folder of CUAD v1.

    Args:
        folder: where the table and the texts lie.
        companies: what a reviewed table says of names.
    """

    folder: Path
    companies: Companies = field(default_factory=Companies)
    name: str = DATASET

    def digest(self) -> str:
        """Draw a digest from the table, the types, the texts and the table of companies."""
        total = hashlib.sha256(repr(self.companies).encode())
        for file in [self.folder / TABLE, self.folder / TYPES, *sorted((self.folder / TEXTS).glob("*.txt"))]:
            total.update(file.name.encode())
            total.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"")
        return total.hexdigest()

    def read(self, ontology: Sequence[Quad]) -> Delivery:
        """Read the folder.

        Raises:
            UsageProblem: it is not CUAD, or holds nothing that can be used.
            OntologyProblem: the ontology does not know the categories.
        """
        vocabulary = _vocabulary(ontology, self.companies.players)
        folder = read_folder(self.folder, list(vocabulary.categories))
        dataset, told = dataset_document(folder.table, len(folder.records), folder.doubts, self.companies.codes)
        documents, doubts = [dataset], list(told)
        for record in folder.records:
            document, found = cuad.contract_document(record, vocabulary)
            documents.append(document)
            doubts += found
        recognised = (
            ("contracts", len(folder.records)),
            ("categories", len(vocabulary.categories)),
            ("clauses", _count(documents, "Term")),
            ("segments", sum(len(c.segments) for r in folder.records for c in r.cells.values())),
            ("passages", _count(documents, "Passage")),
            ("reviewed absences", _said(documents, "reviewedAbsent")),
            ("doubtful values", len(doubts)),
        )
        return Delivery(tuple(documents), tuple(sorted(doubts)), recognised)


def _count(documents: Sequence[Document], kind: str) -> int:
    return sum(item.kind == names.deal(kind) for document in documents for item in document.items)


def _said(documents: Sequence[Document], name: str) -> int:
    wanted = names.deal(name)
    return sum(s.property == wanted for d in documents for item in d.items for s in item.statements)


def _vocabulary(ontology: Sequence[Quad], players: Mapping[str, str]) -> cuad.Vocabulary:
    noted = {scheme: _noted(ontology, names.voc(scheme)) for scheme in ("clause-types", "agreement-types")}
    categories = noted["clause-types"]
    if len(categories) != CATEGORIES:
        raise OntologyProblem("The vocabulary of clause types does not name the categories of CUAD.")
    labels = {
        q.subject: q.object.value for q in ontology if isinstance(q.object, Literal) and q.predicate == names.LABEL
    }
    names_of = {category: labels[iri] for category, iri in categories.items()}
    return cuad.Vocabulary(categories, names_of, noted["agreement-types"], players)


def _noted(ontology: Sequence[Quad], scheme: NamedNode) -> dict[str, NamedNode]:
    """Find the concepts of a scheme by their notations, which are the words of CUAD."""
    members = {q.subject for q in ontology if q.predicate == names.IN_SCHEME and q.object == scheme}
    return {
        q.object.value: q.subject
        for q in ontology
        if q.predicate == _NOTATION and q.subject in members
        if isinstance(q.object, Literal) and isinstance(q.subject, NamedNode)
    }
