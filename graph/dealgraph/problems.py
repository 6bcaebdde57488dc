"""Every way in which dealgraph can fail, each with a sentence, a hint and a code.

    Problem
    ├── NotesProblem        a notes file cannot be read as meant
    ├── OntologyProblem     a Turtle file of the ontology is broken
    ├── CheckFailed         the graph violates a shape
    ├── PassageMismatch     the article's text differs from the cited passages
    ├── QueryProblem        a SPARQL text is wrong
    │   └── QuerySyntax     ... it cannot be parsed (line, column)
    │       └── UpdateSyntax  ... and is an update
    ├── CatalogProblem      a canned query's file is wrong
    ├── UnknownQuery        no canned query has that name
    ├── ParameterProblem    a canned query's parameters do not fit
    ├── StoreProblem        the store cannot answer
    │   ├── StoreMissing    ... nothing has been built there
    │   ├── StoreLocked     ... another build is writing it
    │   ├── StoreRefused    ... the remote engine rejected the request
    │   └── StoreUnreachable  ... the remote engine does not reply
    └── UsageProblem        a folder, port, form or option that cannot be used

A code is stable and has a section of the same name in docs/errors.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was written: a file's name and a line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault among several: what is wrong, where, and what to do about it.

    `subject` names the thing concerned: a parameter, a node, a passage.
    """

    what: str
    place: Place | None = None
    hint: str = ""
    subject: str = ""
    code: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.what}" + (f" {self.hint}" if self.hint else "")


class Problem(Exception):  # noqa: N818 - "problem" is the term of RFC 9457
    """A fault that a person can understand and mend.

    Args:
        what: one sentence that says what is wrong.
        hint: one sentence that says what to do, or nothing.
        code: a stable name of this kind of fault; the class's own unless given.
        findings: the single faults, where there are several.
    """

    code = "problem"

    def __init__(self, what: str, *, hint: str = "", code: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.code = code or type(self).code
        self.findings = tuple(findings)

    def __str__(self) -> str:
        lines = [self.what, *(f"  {finding}" for finding in self.findings)]
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return "\n".join(lines)


class NotesProblem(Problem):
    """A notes file cannot be read as meant."""

    code = "notes-invalid"


class OntologyProblem(Problem):
    """A Turtle file of the ontology is broken or lacks a term."""

    code = "ontology-invalid"


class CheckFailed(Problem):
    """The graph violates at least one shape; nothing was stored."""

    code = "check-failed"


class PassageMismatch(Problem):
    """The text supplied by the user differs from the passages that the notes cite."""

    code = "passage-mismatch"


class QueryProblem(Problem):
    """A SPARQL text is understood but cannot be answered as it stands."""

    code = "query-invalid"


class QuerySyntax(QueryProblem):
    """A SPARQL text cannot be parsed; `line` and `column` count from 1."""

    code = "query-syntax"

    def __init__(self, what: str, *, line: int, column: int, excerpt: str = "", hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.line = line
        self.column = column
        self.excerpt = excerpt

    def __str__(self) -> str:
        head, *rest = super().__str__().split("\n")
        return "\n".join([f"{head} (line {self.line}, column {self.column})", *self.excerpt.split("\n"), *rest])


class UpdateSyntax(QuerySyntax):
    """A SPARQL update cannot be parsed."""

    code = "update-syntax"


class CatalogProblem(Problem):
    """The file of a canned query is wrong."""

    code = "catalog-invalid"


class UnknownQuery(Problem):
    """No canned query has the name that was asked for."""

    code = "query-unknown"


class ParameterProblem(Problem):
    """A canned query's parameters do not fit; every wrong one is among the findings."""

    code = "parameters-invalid"


class StoreProblem(Problem):
    """The store cannot answer."""

    code = "store-failed"


class StoreMissing(StoreProblem):
    """Nothing has been built at the place named."""

    code = "store-missing"


class StoreLocked(StoreProblem):
    """Another build is writing the same store."""

    code = "store-locked"


class StoreRefused(StoreProblem):
    """The remote engine rejected the request."""

    code = "store-refused"


class StoreUnreachable(StoreProblem):
    """The remote engine does not reply, or not in time (`store-timeout`)."""

    code = "store-unreachable"


class StandingTooLarge(Problem):
    """More is recorded than can be judged at once within the limits of a query."""

    code = "standing-too-large"


class UsageProblem(Problem):
    """A folder, port, form or option that cannot be used."""

    code = "usage-invalid"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known words nearest to one that is not known.

    Returns:
        A sentence, or nothing where no known word is near.

    >>> did_you_mean("holdr", ["holder", "grantor"])
    'Did you mean “holder”?'
    """
    near = get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(f'“{name}”' for name in near)}?" if near else ""
