"""A draft as a notes file: YAML with a comment wherever a person has to decide."""

import json
from collections.abc import Iterator, Mapping

from dealgraph.draft.drafting import Draft, Proposal, slug

_HEAD = """\
# A draft of reading notes, proposed by a program and confirmed by nobody. Format: docs/notes.md.
#
# For each claim: read the sentence, say in your own words what it says, set “by”, “about” and “basis” right, and take
# the line `unconfirmed: yes` away. Strike out what is no claim. What is unconfirmed never reaches the graph;
# `dealgraph check --notes FILE` lists what is left.
"""


def write_draft(draft: Draft, *, text: str = "") -> str:
    """Write a draft as a notes file.

    Args:
        draft: the proposals.
        text: where it is given, each claim is preceded by its sentence as a comment, to be struck out before the notes
            are passed on.
    """
    return "\n".join(_lines(draft, text)) + "\n"


def _lines(draft: Draft, text: str) -> Iterator[str]:
    yield _HEAD
    yield "source:"
    yield f"  id: {draft.name}"
    yield f"  label: {_quoted(f'The source “{draft.name}”')}    # what is it, and whose?"
    yield "  source kind: article"
    yield f"  sha256: {draft.digest}"
    yield f"  character count: {draft.characters}"
    yield from _companies(draft)
    yield from _positions(draft)
    yield from _times(draft)
    yield from _quantities(draft)
    yield ""
    yield "passages:"
    for proposal in draft.proposals:
        place = proposal.sentence
        yield f"  {place.name}: {{start: {place.start}, end: {place.end}, sha256: {proposal.digest}}}"
    yield ""
    yield "claims:"
    claims = [proposal for proposal in draft.proposals if proposal.says_something]
    for proposal in claims:
        yield from _claim(draft, proposal, text)
    if not claims:
        yield "  {}"


def _companies(draft: Draft) -> Iterator[str]:
    yield ""
    yield "companies:"
    yield from _item(f"{draft.name}-author", {"kind": "person", "label": "The author of the source"})
    for name, (label, places) in draft.strangers.items():
        where = f"in {', '.join(places)}; if it is a product or a service, move it to assets"
        yield from _item(name, {"label": _quoted(label)}, where)


def _positions(draft: Draft) -> Iterator[str]:
    found = [(proposal, cue) for proposal in draft.proposals for cue in proposal.kinds]
    if found:
        yield ""
        yield "positions:"
    for proposal, cue in found:
        hint = f"{proposal.sentence.name}: {_quoted(cue.words)}; held by whom, granted by whom, concerning what?"
        name = f"{slug(cue.term)}-{slug(proposal.sentence.name)}"
        yield from _item(name, {"kind": cue.term, "label": '""', "holder unspecified": "yes"}, hint)


def _times(draft: Draft) -> Iterator[str]:
    found = {date.edtf: (date, proposal) for proposal in reversed(draft.proposals) for date in proposal.dates}
    if found:
        yield ""
        yield "times:"
    for date, proposal in reversed(found.values()):
        body = {"words": _quoted(date.words), "edtf": _quoted(date.edtf)}
        yield from _item(f"{draft.name}-{slug(date.edtf)}", body, proposal.sentence.name)


def _quantities(draft: Draft) -> Iterator[str]:
    found = {money.words: (money, proposal) for proposal in reversed(draft.proposals) for money in proposal.sums}
    if found:
        yield ""
        yield "quantities:"
    for money, proposal in reversed(found.values()):
        body = {"words": _quoted(money.words), "value": f"{money.value}.0", "currency": money.currency}
        yield from _item(f"{draft.name}-{slug(money.words)}", body, proposal.sentence.name)


def _claim(draft: Draft, proposal: Proposal, text: str) -> Iterator[str]:
    sentence = proposal.sentence
    if text:
        yield f"  # {' '.join(text[sentence.start : sentence.end].split())}"
    basis, sign = proposal.basis
    mode, _ = proposal.mode
    positions = [f"{slug(cue.term)}-{slug(sentence.name)}" for cue in proposal.kinds]
    body = {
        "says": '""',
        "by": f"{draft.name}-author",
        "basis": basis,
        "mode": mode,
        "about": f"[{', '.join([*proposal.things, *positions])}]",
        "passage": sentence.name,
    }
    if sign:
        body["cue"] = _quoted(sign.lower())
    yield from _item(f"{sentence.name}a", body)


def _item(name: str, body: Mapping[str, str], comment: str = "") -> Iterator[str]:
    yield f"  {name}:" + (f"    # {comment}" if comment else "")
    yield "    unconfirmed: yes"
    for key, value in body.items():
        yield f"    {key}: {value}"


def _quoted(text: str) -> str:
    """Write any text as a scalar; YAML's double quotation marks take JSON's escapes (YAML 1.2, section 7.3.1)."""
    return json.dumps(text, ensure_ascii=False)
