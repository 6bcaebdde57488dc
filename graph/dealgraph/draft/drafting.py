"""From a text to proposals: what each sentence seems to say of whom, and on what basis."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from dealgraph.draft.cues import Cue, Cues
from dealgraph.draft.figures import Date, Money, dates, sums
from dealgraph.draft.sentences import Sentence, sentences
from dealgraph.draft.strangers import strangers
from dealgraph.passages import digest

QUOTATION = re.compile(r"“([^”]{12,})”|\"([^\"]{12,})\"")
MIN_QUOTED_WORDS = 5
"""Fewer words between quotation marks are a term that is named, not a statement that is quoted."""
_BASES = ("rumour", "reported-claim", "report", "inference", "attributed-statement")
_NARRATIVE = "narrative"
_MODES = ("considered", "conditional", "future", "past")
"""Of several signs the one that stands first here decides."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one sentence may claim.

    Args:
        sentence: where it stands.
        digest: SHA-256 of its text.
        things: ids of known things and of strangers that it names.
        kinds: kinds of rights and burdens, each with the words that hint at it.
        basis: the footing that its wording suggests, and the words that do.
        mode: likewise.
        dates: the dates that it states.
        sums: the sums of money that it states.
    """

    sentence: Sentence
    digest: str
    things: tuple[str, ...]
    kinds: tuple[Cue, ...]
    basis: tuple[str, str]
    mode: tuple[str, str]
    dates: tuple[Date, ...]
    sums: tuple[Money, ...]

    @property
    def says_something(self) -> bool:
        """Whether the sentence names anything that a claim could be about, or passes on somebody's word."""
        return bool(self.things or self.kinds or self.dates or self.sums or self.basis[0] != _NARRATIVE)


@dataclass(frozen=True, slots=True)
class Draft:
    """The proposals for a text.

    Args:
        name: the id of the source.
        digest: SHA-256 of the text in UTF-8.
        characters: the length of the text in code points.
        proposals: one for each sentence.
        strangers: new names by id, each with the sentences where it stands.
    """

    name: str
    digest: str
    characters: int
    proposals: tuple[Proposal, ...] = field(repr=False)
    strangers: Mapping[str, tuple[str, Sequence[str]]] = field(repr=False)


def draft(text: str, name: str, cues: Cues) -> Draft:
    """Propose what a text may claim.

    Args:
        text: the text.
        name: the id that the source is to have.
        cues: the words to look for.
    """
    found = list(sentences(text))
    new = {_new_id(label, cues.known): (label, places) for label, places in strangers(found, cues.known).items()}
    by_place: dict[str, list[str]] = {}
    for iri, (_, places) in new.items():
        for place in places:
            by_place.setdefault(place, []).append(iri)
    proposals = tuple(_proposal(text, sentence, cues, by_place.get(sentence.name, ())) for sentence in found)
    return Draft(name, digest(text), len(text), proposals, new)


def _proposal(text: str, sentence: Sentence, cues: Cues, new: Sequence[str]) -> Proposal:
    words = text[sentence.start : sentence.end]
    known = [cue.term for cue in cues.things(sentence.tokens)]
    kinds = {cue.term: cue for cue in reversed(cues.kinds(sentence.tokens))}
    return Proposal(
        sentence,
        digest(words),
        tuple(dict.fromkeys([*known, *new])),
        tuple(sorted(kinds.values(), key=lambda cue: cue.start)),
        _basis(words, cues.bases(sentence.tokens)),
        _first(cues.modes(sentence.tokens), _MODES, "present"),
        tuple(dates(words)),
        tuple(sums(words)),
    )


def _basis(words: str, signs: Sequence[Cue]) -> tuple[str, str]:
    basis, cue = _first(signs, _BASES, _NARRATIVE)
    quoted = any(len((q[1] or q[2]).split()) >= MIN_QUOTED_WORDS for q in QUOTATION.finditer(words))
    if quoted and basis in {_NARRATIVE, "inference", "attributed-statement"}:
        return "quoted-statement", cue
    return basis, cue


def _first(signs: Sequence[Cue], order: Sequence[str], default: str) -> tuple[str, str]:
    words = {cue.term: cue.words for cue in reversed(signs)}
    return next(((name, words[name]) for name in order if name in words), (default, ""))


def _new_id(label: str, known: Mapping[str, Sequence[str]]) -> str:
    """Make an id that no other notes use."""
    return next(name for n in count(1) if (name := slug(label) + (f"-{n}" if n > 1 else "")) not in known)


def slug(label: str) -> str:
    """Make an id of a name.

    >>> slug("Acme Corp. (UK)")
    'acme-corp-uk'
    """
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "unnamed"
