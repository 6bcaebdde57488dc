"""Answers as plain text, for people who read a terminal or an e-mail."""

from collections.abc import Iterator, Mapping
from typing import Any


def text_of(details: Mapping[str, Any]) -> str:
    """Write a whole answer as text: what was asked and assumed, each verdict, and the proof where there is one.

    Args:
        details: the whole answer, as `StandingAnswer.details` gives it.
    """
    return "\n".join(_lines(details)) + "\n"


def _lines(details: Mapping[str, Any]) -> Iterator[str]:
    scenario = details["scenario"]
    yield f"{details['question']} on {details['on']}, scenario {scenario['name']}"
    yield from (f"! {warning}" for warning in details["warnings"])
    if not details["verdicts"]:
        yield from _rows(details)
    for verdict in details["verdicts"]:
        yield ""
        yield from _verdict(verdict)
        if "proof" in verdict:
            yield "  because"
            yield from _proof(verdict["proof"], 2)


def _rows(details: Mapping[str, Any]) -> Iterator[str]:
    """Write the rows of an answer that judges no position."""
    for row in details["rows"]:
        cells = {name: ", ".join(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
        yield "- " + "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell not in {None, ""})


def _verdict(verdict: Mapping[str, Any]) -> Iterator[str]:
    need = f" ({verdict['need']})" if verdict["need"] else ""
    yield f"{verdict['label']}{need}: {verdict['state']} on {verdict['on']}"
    if verdict["cause"]:
        since = f", since {verdict['cause']['since']}" if verdict["cause"]["since"] else ""
        yield f"  cause: {verdict['cause']['label']}{since}"
    if verdict["reasons"]:
        yield f"  unknown because: {', '.join(verdict['reasons'])}"
    certainty = f"  certainty: {verdict['certainty']}"
    yield certainty + (f", contested by {', '.join(verdict['contestedBy'])}" if verdict["contestedBy"] else "")
    yield from (f"  provided that not: {presumed['label']}" for presumed in verdict["providedThatNot"])
    yield from (f"  assumed by the scenario: {assumed['label']}" for assumed in verdict["assumed"])
    if verdict["readings"]:
        yield f"  rests on readings: {', '.join(verdict['readings'])}"
    if verdict["outside"]:
        yield "  rests on dates from outside the sources"
    yield from (f"  passage: {passage}" for passage in verdict["passages"])


def _proof(step: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Write the part of a proof that is enough for the value."""
    if not step["needed"]:
        return
    claims = f" [{', '.join(step['claims'])}]" if step["claims"] else ""
    basis = f", {step['basis']}" if step["basis"] else ""
    reason = f", {step['reason']}" if "reason" in step else ""
    label = step["label"] or step["op"]
    yield f"{'  ' * depth}{step['value']}: {label}{basis}{reason}{claims}"
    for child in step["children"]:
        yield from _proof(child, depth + 1)
