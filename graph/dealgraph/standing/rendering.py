"""Answers as plain text, for people who read a terminal or an e-mail: verdict, provisos, proof and sources."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from dealgraph.standing.reading import Step, needed_steps, read_proof, reason_text

_WIDTH = 110
_STATES = {
    "in-force": "Yes: it is in force on {on}",
    "conditional": "No: what it requires has not come about by {on}",
    "suspended": "No: it is suspended on {on}",
    "not-yet": "No: it has not begun by {on}",
    "unknown": "It is not known whether it is in force on {on}",
    "exercised": "No: it has been used by {on}",
    "ended": "No: it has ended by {on}",
    "varies": "It varies during {on}",
}
_VALUES = {"true": "Yes", "false": "No", "unknown": "It is not known", "varies": "It varies"}
_LEVELS = {
    "stated": "what is stated",
    "reported": "what is reported, not only stated",
    "suggested": "what is only suggested",
    "rumoured": "what is only rumoured",
}


def text_of(details: Mapping[str, Any]) -> str:
    """Write a whole answer as text: what was asked and assumed, each verdict, its proof, and the sources.

    Args:
        details: the whole answer, as `StandingAnswer.details` gives it.
    """
    return "\n".join(line.rstrip() for line in _lines(details)) + "\n"


def _lines(details: Mapping[str, Any]) -> Iterator[str]:
    yield f"{details['asked']} ({details['question']}, {details['on']})"
    yield from _scenario(details["scenario"])
    yield from (f"Note: {warning}" for warning in details["warnings"])
    if not details["verdicts"]:
        yield from _rows(details)
    for verdict in details["verdicts"]:
        yield ""
        yield from verdict_lines(verdict)
        if "proof" in verdict:
            yield from ("", "  Why")
            yield from _proof(read_proof(verdict["proof"]), "", "  ")
    claims = [claim for name, claim in details["claims"].items() if name in _used(details)]
    if claims:
        yield from ("", "Sources, in our words")
    for claim in claims:
        yield from _claim(claim)


def _scenario(scenario: Mapping[str, Any]) -> Iterator[str]:
    if scenario["name"] == "as-recorded":
        yield "Nothing is assumed beyond the record."
        return
    yield f"Scenario: {scenario['name']}. What it assumes is not a fact."


def _rows(details: Mapping[str, Any]) -> Iterator[str]:
    """Write the rows of an answer that judges no position."""
    if not details["rows"]:
        yield "Nothing was found."
    for row in details["rows"]:
        cells = {name: ", ".join(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
        yield "- " + "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell not in {None, ""})


def headline(verdict: Mapping[str, Any]) -> str:
    """Say the verdict in one sentence, as the answer to whether the right is in force."""
    asked = verdict.get("proof", {}).get("label", verdict["label"])
    if asked != verdict["label"] and not asked.startswith("No claim"):
        return f"{asked}: {_VALUES[verdict['value']].lower()}, on {verdict['on']}."
    cause = verdict["cause"]
    since = f", since {cause['since']}" if cause and cause["since"] and verdict["state"] != "unknown" else ""
    return f"{_STATES[verdict['state']].format(on=verdict['on'])}{since}."


def verdict_lines(verdict: Mapping[str, Any]) -> Iterator[str]:
    """Write a verdict with everything that qualifies it, without the proof."""
    need = f" ({verdict['need']})" if verdict["need"] else ""
    yield f"{verdict['label']}{need}"
    yield f"  {headline(verdict)}"
    yield from (f"    {text}" for text in _segments(verdict))
    if verdict["holderLabels"]:
        holders = ", ".join(verdict["holderLabels"])
        yield (
            f"  Held by {holders}."
            if verdict["holderStated"]
            else f"  No source says who holds it; parties: {holders}."
        )
    if verdict["cause"]:
        yield f"  Cause: {verdict['cause']['label']}."
    if verdict["reasons"]:
        yield f"  Not known, because {'; '.join(map(reason_text, verdict['reasons']))}."
    yield from certainty_lines(verdict)


def certainty_lines(verdict: Mapping[str, Any]) -> Iterator[str]:
    """Say how certain a verdict is, what it presumes and assumes, and which interpretations it rests on."""
    yield f"  Certainty: {verdict['certainty']}. It stands by {_LEVELS[verdict['certainty']]}."
    for level in verdict["contestedBy"]:
        yield f"  Otherwise if {level} claims count: {verdict['profile'][level]['state']}."
    if verdict["providedThatNot"]:
        yield "  Provided that this has not happened, of which nobody reports that it has:"
        yield from (f"    - {presumed['label']}" for presumed in verdict["providedThatNot"])
    if verdict["assumed"]:
        yield "  Assumed by the scenario, not a fact:"
        yield from (f"    - {assumed['label']}" for assumed in verdict["assumed"])
    if verdict["readings"]:
        readings = ", ".join(verdict["readings"])
        yield f"  It rests on interpretations of the note-keepers, which can be set aside: {readings}."
    if verdict["outside"]:
        yield "  It rests on dates from outside the sources, which can be left out."


def _segments(verdict: Mapping[str, Any]) -> Iterator[str]:
    if len(verdict["segments"]) > 1:
        for segment in verdict["segments"]:
            yield f"{segment['from'] or 'the beginning'} to {segment['to'] or 'the end'}: {segment['state']}"


def _proof(step: Step, number: str, indent: str) -> Iterator[str]:
    """Write the part of a proof that is enough for the value, numbered like the clauses of a contract."""
    claims = f" [{', '.join(step.claims)}]" if step.claims else ""
    head = f"{indent}{number} " if number else indent
    more = " What lies below is left out." if step.cut else ""
    yield from textwrap.wrap(
        f"{step.says}.{claims}{more}", _WIDTH, initial_indent=head, subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )  # fmt: skip
    for place, part in enumerate(needed_steps(step), 1):
        yield from _proof(part, f"{number}{place}.", f"{indent}  " if number else indent)


def _used(details: Mapping[str, Any]) -> set[str]:
    """Name the claims that verdicts rest on."""
    return {claim["claim"] for verdict in details["verdicts"] for claim in verdict["claims"]}


def _claim(claim: Mapping[str, Any]) -> Iterator[str]:
    kind = ", an interpretation of the note-keepers" if claim["reading"] else ""
    kind += ", from outside the sources" if claim["outside"] else ""
    head = f"  [{claim['claim']}] "
    text = f"{claim['speakerLabel']} ({claim['level']}, {claim['basis']}{kind}): {claim['says']}"
    yield from textwrap.wrap(text, _WIDTH, initial_indent=head, subsequent_indent="    ", break_on_hyphens=False)
    yield from (f"    {passage}" for passage in claim["passages"])
