"""Asking questions from Python: of a service by its address, or of a graph in a folder.

`connect("http://127.0.0.1:8000").ask("rights-of", holder="microsoft")` gives rows: `row.rightLabel`, `row.until`.
"""

import json
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from dealgraph.answer import Answer, Table, Triples, Truth
from dealgraph.arguments import Argument, to_words
from dealgraph.binding import read_page_and_values
from dealgraph.catalog import Column, unknown_question
from dealgraph.lookup import Lookup
from dealgraph.paging import cut
from dealgraph.places import data_folder
from dealgraph.problems import (
    Finding,
    ParameterProblem,
    Problem,
    StoreRefused,
    StoreUnreachable,
    UnknownQuery,
    UsageProblem,
)
from dealgraph.questions import find_question, open_catalog
from dealgraph.result import Rows, rows_of
from dealgraph.store import open_store

TIMEOUT_SECONDS = 30.0
_IS_OURS = "Is it the address of a dealgraph service?"
_PROBLEMS: Mapping[str, type[Problem]] = {"parameters-invalid": ParameterProblem, "query-unknown": UnknownQuery}


class Connection(Protocol):
    """Answers questions by name."""

    def ask(self, name: str, /, **values: Argument) -> Rows:
        """Ask a question.

        Args:
            name: the question's name, such as `rights-of`.
            values: its parameters: text, numbers, truths, dates, or lists of these; `page` and `page-size` cut a page
                out of the rows.

        Raises:
            UnknownQuery: there is no question of that name.
            ParameterProblem: values do not fit; every wrong one is among the findings.
            StoreProblem: the store or the service cannot answer.
        """
        ...

    def questions(self) -> Mapping[str, str]:
        """Give the sentence of each question, by name."""
        ...


def connect(where: str | Path, *, queries: Sequence[Path] = (), timeout: float = TIMEOUT_SECONDS) -> Connection:
    """Connect to a service or to a graph in a folder.

    Args:
        where: the address of a service, or the folder that `dealgraph build` filled.
        queries: folders of further questions, for a graph in a folder.
        timeout: seconds that one answer of a service may take.

    Raises:
        StoreMissing: nothing has been built in the folder.
        UsageProblem: further questions were named for a service.
    """
    if str(where).startswith(("http://", "https://")):
        if queries:
            raise UsageProblem("A service has its own questions.", hint="Leave “queries” out.")
        return ServiceConnection(str(where), timeout)
    return FolderConnection(Path(where), queries)


class FolderConnection:
    """A graph in a folder."""

    def __init__(self, folder: Path, queries: Sequence[Path] = ()) -> None:
        self._store = open_store(str(folder))
        self._folders = (data_folder("queries"), *queries)

    def ask(self, name: str, /, **values: Argument) -> Rows:
        """Ask a question; see `Connection.ask`."""
        inquiry = find_question(name, self._folders)
        page, given = read_page_and_values(inquiry, to_words(values), Lookup(self._store), always=False)
        found = inquiry.answer(self._store, given)
        if page and isinstance(found, Table):
            found = Table(found.columns, cut(found, page)[0])
        return rows_of(found, inquiry.columns, self._store.version)

    def questions(self) -> Mapping[str, str]:
        """Give the sentence of each question, by name."""
        return {inquiry.name: inquiry.question for inquiry in open_catalog(self._folders)}


class ServiceConnection:
    """A service behind an address."""

    def __init__(self, url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        if not urlsplit(url).netloc:
            raise UsageProblem(f"“{url}” is no address.", hint="Write http://127.0.0.1:8000, for example.")
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._known: dict[str, Mapping[str, Any]] = {}

    def ask(self, name: str, /, **values: Argument) -> Rows:
        """Ask a question; see `Connection.ask`."""
        declared = self._declaration(name)
        suffix = "nt" if declared["form"] == "CONSTRUCT" else "json"
        pairs = [(key, word) for key, words in to_words(values).items() for word in words]
        body, version = self._fetch(f"/queries/{quote(name, safe='')}.{suffix}", pairs)
        return rows_of(_read(body, suffix), [_column(column) for column in declared["columns"]], version)

    def questions(self) -> Mapping[str, str]:
        """Give the sentence of each question, by name."""
        return {name: declared["question"] for name, declared in self._declared().items()}

    def _declaration(self, name: str) -> Mapping[str, Any]:
        """Find what the service declares of a question; one that may be new is looked for once more."""
        if name not in self._declared():
            self._known = {}
        try:
            return self._declared()[name]
        except KeyError:
            raise unknown_question(name, self._known) from None

    def _declared(self) -> Mapping[str, Mapping[str, Any]]:
        if not self._known:
            body, _ = self._fetch("/queries.json", ())
            try:
                self._known = {declared["name"]: declared for declared in json.loads(body)["queries"]}
            except (ValueError, KeyError, TypeError) as error:
                raise StoreRefused(f"{self.url} lists no questions.", hint=_IS_OURS) from error
        return self._known

    def _fetch(self, path: str, pairs: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
        """Fetch a document and the version of the graph that it was made of."""
        url = self.url + path + (f"?{urlencode(pairs)}" if pairs else "")
        request = Request(url, headers={"Accept": "*/*"})  # noqa: S310 - http or https, by `connect`
        try:
            with urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                where = response.headers.get("Content-Location", "")
                return response.read(), where.rpartition("version=")[2] if "version=" in where else ""
        except HTTPError as error:
            with error:
                raise _problem(url, error.code, error.read()) from error
        except (URLError, HTTPException, OSError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            said = f"The service at {self.url} does not reply: {reason}."
            raise StoreUnreachable(said, hint="Is it running?") from error


def _problem(url: str, status: int, body: bytes) -> Problem:
    """Turn what a service complains of into the problem that it had."""
    try:
        details = json.loads(body)
        findings = [
            Finding(f["what"], hint=f.get("hint", ""), subject=f.get("subject", ""), code=f.get("code", ""))
            for f in details.get("findings", ())
        ]
        kind = _PROBLEMS.get(details["code"], StoreRefused)
        return kind(details["detail"], hint=details.get("hint", ""), code=details["code"], findings=findings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return StoreRefused(f"{url} answers with status {status}.", hint=_IS_OURS)


def _column(declared: Mapping[str, Any]) -> Column:
    names = ("name", "type", "label", "unit", "many")
    return Column(*(declared[name] for name in names))


def _read(body: bytes, suffix: str) -> Answer:
    try:
        if suffix == "nt":
            return Triples([Triple(q.subject, q.predicate, q.object) for q in parse(body, RdfFormat.N_TRIPLES)])
        found = parse_query_results(body, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        columns = [variable.value for variable in found.variables]
        return Table(columns, [tuple(solution) for solution in found])
    except (SyntaxError, ValueError) as error:
        raise StoreRefused("The service sent an answer that cannot be read.") from error
