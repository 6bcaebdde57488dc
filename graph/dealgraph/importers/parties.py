"""From a cell of parties to names and defined terms; a pronoun or a word for all parties is no company."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = re.compile(r"\[[\s*_]*\]")
_QUOTES = "\"“”„'\u2018\u2019"
_TERM = re.compile(r"[\"“”„]([^\"“”„]+)[\"“”„]")
_ALL_TOGETHER = re.compile(
    r"\b(collectively|individually|hereinafter together|each of (the|them)|foregoing|jointly|"
    r"sometimes referred|the parties|referred to)\b",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        we us our ours you your yours i me my he she they it company customer client distributor licensee
        licensor manufacturer supplier seller buyer purchaser vendor agent consultant contractor franchisee
        franchisor reseller party parties affiliate sponsor provider recipient owner publisher developer
        """,
    )
)
_CORPORATE = re.compile(
    r"\b(inc|incorporated|corp|corporation|company|co|llc|l\.l\.c|ltd|limited|plc|lp|l\.p|llp|l\.l\.p|gmbh|ag|"
    r"aktiengesellschaft|n\.?v|b\.?v|s\.?a|s\.?p\.?a|s\.?r\.?l|pty|pte|kg|kgaa|oyj?|ab|a/s|bank|university|trust|"
    r"partnership|association|fund|holdings?|group)\b\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Party:
    """A party as a cell gives it.

    Args:
        stated: the words of the cell.
        name: the name; nothing where the cell gives none.
        term: the expression by which the agreement calls the party, if any.
        kind: the class of the agent: a company only where the name says so.
        doubts: the ways in which the party is doubtful.
    """

    stated: str
    name: str = ""
    term: str = ""
    kind: str = "Agent"
    doubts: tuple[str, ...] = ()


def parties(cell: str) -> tuple[Party, ...]:
    """Read a cell of parties.

    >>> [(p.name, p.term) for p in parties('ALDER, INC. ("Alder"); you ("you")')]
    [('ALDER, INC.', 'Alder'), ('', 'you')]
    """
    return tuple(_party(part) for part in _cut(cell))


def _cut(cell: str) -> Iterator[str]:
    """Cut at semicolons that stand in no parentheses; those around the whole cell do not count."""
    depth, part = 0, ""
    is_wrapped = cell.startswith("(") and ";" in cell and cell.count("(") > 1
    for sign in cell[1:] if is_wrapped else cell:
        depth = max(0, depth + (sign in "([") - (sign in ")]"))
        if sign == ";" and not depth:
            yield from _said(part)
            part = ""
        else:
            part += sign
    yield from _said(part)


def _said(part: str) -> Iterator[str]:
    plain = " ".join(part.split())
    if plain.strip(" .,;"):
        yield plain


def _party(text: str) -> Party:
    terms = _TERM.findall(text)
    term = " ".join(terms[0].split()).strip(" ,.") if terms else ""
    head, _, _ = text.partition("(")
    name = head.strip().strip(f" ,:{_QUOTES}").strip()
    if _BLANK.search(name) or (not _BLANK.sub("", name).strip("* ") and "*" in name):
        return Party(text, term=term, doubts=("redacted",))
    if not name or name.lower() in _NO_NAMES or _ALL_TOGETHER.search(name):
        return Party(text, term=term, doubts=("not-a-company",))
    kind = "Company" if _CORPORATE.search(name) else "Agent"
    return Party(text, name, term, kind)
