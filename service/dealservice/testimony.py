"""Claims as pages show them: who says what, on what basis, how firmly, and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlencode

from dealgraph.standing.desk import Desk
from dealgraph.standing.model import LEVELS, Claim, shown
from dealservice.glimpses import Link
from dealservice.markup import address

_PLACE_MARK = ", "


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: the number of its sentence, its characters, and where the article view shows it."""

    number: str
    characters: str
    address: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """A claim in words.

    Args:
        number: its number in its source.
        address: its page.
        says: the reader's paraphrase.
        speaker: who is said to say so.
        basis: the basis in words, such as "report".
        level: the level of certainty that the basis gives.
        is_reading: whether it is the note-taker's interpretation.
        is_outside: whether it stands in our own notes of outside facts.
        document: the source.
        places: its passages.
        is_needed: whether the verdict rests on it.
    """

    number: str
    address: str
    says: str
    speaker: Link
    basis: str
    level: str
    is_reading: bool
    is_outside: bool
    document: Link
    places: tuple[Place, ...]
    is_needed: bool


def claim_in_words(desk: Desk, iri: str, root: str, *, is_needed: bool = False) -> Testimony:
    """Put a claim of the model into words.

    Args:
        desk: where it is known.
        iri: the claim.
        root: the path under which the service is seen from outside.
        is_needed: whether the verdict at hand rests on it.
    """
    model, claim = desk.model, desk.model.claims[iri]
    return Testimony(
        number=claim.number,
        address=address(iri, root),
        says=claim.says,
        speaker=Link(model.label(claim.speaker), address(claim.speaker, root)) if claim.speaker else Link("", ""),
        basis=model.label(claim.basis) if claim.basis else "",
        level=LEVELS[claim.level],
        is_reading=claim.reading,
        is_outside=desk.is_outside(iri),
        document=Link(model.label(claim.document), document_address(claim.document, root)),
        places=tuple(_places(claim, root)),
        is_needed=is_needed,
    )


def document_address(iri: str, root: str) -> str:
    """Give the address of the view of a document, sentence by sentence."""
    return f"{root}/documents/{shown(iri)}"


def proof_address(asked: Sequence[tuple[str, str]], root: str) -> str:
    """Give the address of the proof of a verdict; where proofs have no form of their own, of the plain answer.

    Args:
        asked: the right, the day and the scenario, as pairs of a query string.
        root: the path under which the service is seen from outside.
    """
    form = ".proof.html" if find_spec("dealservice.proofs") else ""
    return f"{root}/queries/why{form}?{urlencode(asked, safe='@().,:/=')}"


def _places(claim: Claim, root: str) -> Iterable[Place]:
    for passage in claim.passages:
        where, _, characters = passage.partition(_PLACE_MARK)
        number = where.rpartition(" ")[2]
        yield Place(number, characters, f"{document_address(claim.document, root)}#s-{number}")


def claims_in_words(desk: Desk, needed: Iterable[str], others: Iterable[str], root: str) -> tuple[Testimony, ...]:
    """Put claims into words: those on which a verdict rests first, then others, each once."""
    claims = desk.model.claims
    first = list(dict.fromkeys(iri for iri in needed if iri in claims))
    rest = [iri for iri in dict.fromkeys(others) if iri in claims and iri not in first]
    return tuple(
        claim_in_words(desk, iri, root, is_needed=place < len(first)) for place, iri in enumerate([*first, *rest])
    )
