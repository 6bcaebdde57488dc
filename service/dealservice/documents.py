"""A source sentence by sentence: a map of its passages, the claims in each, and its text where the user has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from flask import Request, Response
from pyoxigraph import NamedNode

from dealgraph.names import ID
from dealgraph.passages import digest, read_text
from dealgraph.problems import UsageProblem, did_you_mean
from dealgraph.standing.asking import desk_of
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import LEVELS
from dealgraph.store import Store
from dealservice.glance import documents
from dealservice.glimpses import Link
from dealservice.markup import address
from dealservice.questions import question, rows
from dealservice.replies import FLEETING, page
from dealservice.rows import plain
from dealservice.service import Service
from dealservice.testimony import Testimony, claim_in_words

MAX_PASSAGES = 200
"""A page shows so many passages, as `rq/passages.rq` says."""
_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage of a source.

    Args:
        number: paragraph and sentence, such as 7.2.
        address: its own page.
        start: where it begins, in characters.
        end: where it ends.
        level: the firmest level of its claims; nothing where it has none.
        claims: the claims that it evidences.
        text: its words, where the user supplied them and they are the very same.
    """

    number: str
    address: str
    start: int
    end: int
    level: str
    claims: tuple[Testimony, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its sentences and its strip in the map."""

    number: str
    strip: str
    sentences: tuple[Sentence, ...]


def document(service: Service, _request: Request, name: str) -> Response:
    """Show a source.

    Raises:
        UsageProblem: no source of that name has passages (`thing-unknown`).
    """
    store = service.live.now()
    known = {paper.name: paper for paper in documents(store)}
    if name not in known:
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}."
        raise UsageProblem(f"There is no source called “{name}” here.", hint=hint, code="thing-unknown")
    iri = f"{ID}{name}"
    text, why = supplied(service.settings.article, store, iri)
    sentences = _sentences(store, iri, text, service.root)
    response = page(
        "document.html",
        name=name,
        label=known[name].label,
        thing=Link(known[name].label, address(iri, service.root)),
        paragraphs=_paragraphs(sentences),
        levels=[(level, len({c.number for s in sentences for c in s.claims if c.level == level})) for level in LEVELS],
        has_text=any(sentence.text for sentence in sentences),
        why=why,
        is_cut=len(sentences) == MAX_PASSAGES,
    )
    if service.settings.article:
        response.headers["Cache-Control"] = FLEETING
    return response


def supplied(file: Path | None, store: Store, iri: str) -> tuple[str, str]:
    """Read the text of a source, if the user supplied it.

    Returns:
        The text, and why there is none although a file was named; both may be empty.
    """
    if file is None:
        return "", ""
    whole = next((plain(row[-1]) for row in rows(store, question("passages", thing=[NamedNode(iri)]))), "")
    try:
        text = read_text(file)
    except UsageProblem as problem:
        return "", str(problem)
    return (text, "") if digest(text) == whole else ("", "")


def _sentences(store: Store, iri: str, text: str, root: str) -> list[Sentence]:
    desk = desk_of(store)
    claims = _claims(desk, iri, root)
    found: list[Sentence] = []
    for passage, paragraph, sentence, start, end, sha, _ in rows(store, question("passages", thing=[NamedNode(iri)])):
        number, first, last = f"{plain(paragraph)}.{plain(sentence)}", int(plain(start)), int(plain(end))
        said = tuple(claims.get(number, ()))
        words = text[first:last]
        found.append(
            Sentence(
                number=number,
                address=address(plain(passage), root),
                start=first,
                end=last,
                level=min((claim.level for claim in said), key=LEVELS.index, default=""),
                claims=said,
                text=words if words and digest(words) == plain(sha) else "",
            )
        )
    return found


def _claims(desk: Desk, iri: str, root: str) -> dict[str, list[Testimony]]:
    """Put the claims of a source into words, by the number of each sentence that evidences them."""
    found: dict[str, list[Testimony]] = {}
    for claim in sorted(desk.model.claims.values(), key=lambda claim: claim.number):
        if claim.document == iri:
            said = claim_in_words(desk, claim.iri, root)
            for place in said.places:
                found.setdefault(place.number, []).append(said)
    return found


def _paragraphs(sentences: Sequence[Sentence]) -> list[Paragraph]:
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault(sentence.number.partition(".")[0], []).append(sentence)
    longest = max((group[-1].end - group[0].start for group in groups.values()), default=1)
    return [Paragraph(number, _strip(group, longest), tuple(group)) for number, group in groups.items()]


def _strip(sentences: Sequence[Sentence], longest: int) -> str:
    """Draw a paragraph: a piece for each sentence, as long as it is, that leads to its claims."""
    start = sentences[0].start
    return "".join([
        f'<svg class="strip" width="100%" height="{_HEIGHT}">',
        *(_piece(sentence, (sentence.start - start) / longest * 100, longest) for sentence in sentences),
        "</svg>",
    ])  # fmt: skip


def _piece(sentence: Sentence, x: float, longest: int) -> str:
    width = max((sentence.end - sentence.start) / longest * 100 - 0.4, 0.3)
    title = f"Sentence {sentence.number}: {_counted(sentence.claims)}"
    return (
        f'<a href="#s-{escape(sentence.number)}" aria-label="{escape(title)}">'
        f'<rect class="l-{sentence.level or "none"}" x="{x:.2f}%" y="2" width="{width:.2f}%" height="{_HEIGHT - 4}" '
        f'rx="2"><title>{escape(title)}</title></rect></a>'
    )


def _counted(claims: Iterable[Testimony]) -> str:
    levels = [claim.level for claim in claims]
    parts = [f"{levels.count(level)} {level}" for level in LEVELS if level in levels]
    return f"{len(levels)} claim{'s' if len(levels) != 1 else ''}{', ' if parts else ''}{', '.join(parts)}"
