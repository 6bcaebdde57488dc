"""The words to look for, as the ontology, its vocabularies and the notes on other sources give them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from spacy.matcher import PhraseMatcher

from dealgraph import names
from dealgraph.document import Document
from dealgraph.draft.sentences import pipeline
from dealgraph.schema import Schema

MAX_NAME_WORDS = 4
"""A longer label describes a thing; it does not name it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a text that hint at something.

    Args:
        term: the name of what they hint at: a kind, a concept or a known thing.
        words: as they stand in the text.
        start: the first token of the sentence's document.
    """

    term: str
    words: str
    start: int


class Cues:
    """Finds known things, kinds of rights and signs of basis and mode.

    Args:
        schema: the terms of the ontology.
        documents: what other notes describe; the names of their companies and assets are known.
    """

    def __init__(self, schema: Schema, documents: Iterable[Document] = ()) -> None:
        self.known = _known(schema, documents)
        kinds = {word: iri for word, iri in schema.classes.items() if schema.is_a(iri, names.deal("NormativePosition"))}
        label: dict[NamedNode, str] = {}
        for word, iri in kinds.items():
            label.setdefault(iri, word)
        own = {iri: [word for word, of in kinds.items() if of == iri and " " in word] for iri in label}
        self._kinds = _matcher({label[iri]: [*own[iri], *schema.cues(iri)] for iri in label})
        self._things = _matcher(self.known, "ORTH")
        self._bases = _matcher(_concepts(schema, "claim-bases"))
        self._modes = _matcher(_concepts(schema, "modes"))

    def things(self, tokens: Any) -> list[Cue]:
        """Find what other notes already describe; the cue's term is its id."""
        return _found(self._things, tokens)

    def kinds(self, tokens: Any) -> list[Cue]:
        """Find kinds of rights and burdens; the cue's term is the kind as notes write it."""
        return _found(self._kinds, tokens)

    def bases(self, tokens: Any) -> list[Cue]:
        """Find signs of the footing on which the sentence stands."""
        return _found(self._bases, tokens)

    def modes(self, tokens: Any) -> list[Cue]:
        """Find signs of the time and reality of which the sentence speaks."""
        return _found(self._modes, tokens)


def _concepts(schema: Schema, scheme: str) -> Mapping[str, Sequence[str]]:
    return {name: schema.cues(iri) for name, iri in schema.concepts_of(names.voc(scheme)).items()}


def _known(schema: Schema, documents: Iterable[Document]) -> Mapping[str, Sequence[str]]:
    """Gather the names of companies and assets by id."""
    wanted = (names.deal("Agent"), names.deal("Asset"))
    found: dict[str, list[str]] = {}
    for item in (item for document in documents for item in document.items):
        kind = item.kind
        if kind is None or not any(schema.is_a(kind, above) for above in wanted):
            continue
        labels = [s.value.value for s in item.statements if s.property in {names.LABEL, names.ALT_LABEL}]
        labels = [label for label in labels if label[:1].isupper() and len(label.split()) <= MAX_NAME_WORDS]
        if labels:
            found.setdefault(names.local(item.iri.value), []).extend(labels)
    return found


def _matcher(words: Mapping[str, Sequence[str]], attribute: str = "LOWER") -> Any:
    language = pipeline()
    matcher = PhraseMatcher(language.vocab, attr=attribute)
    for name, phrases in words.items():
        matcher.add(name, [language.make_doc(phrase) for phrase in phrases])
    return matcher


def _found(matcher: Any, tokens: Any) -> list[Cue]:
    """List what matches, in the order of the text; of two that overlap, the longer."""
    doc = tokens.as_doc()
    matches = sorted(matcher(doc), key=lambda match: (match[1] - match[2], match[1]))
    taken: set[int] = set()
    found: list[Cue] = []
    for key, start, end in matches:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            found.append(Cue(doc.vocab.strings[key], doc[start:end].text, start))
    return sorted(found, key=lambda cue: cue.start)
