"""Any endpoint of the SPARQL 1.1 Protocol, through SPARQLWrapper."""

import threading
import time
from io import BytesIO
from typing import Any

from pyoxigraph import Literal
from SPARQLWrapper import POST, SPARQLWrapper

from dealgraph import names
from dealgraph.answer import Answer, Question, Row, Table
from dealgraph.problems import QueryProblem, StoreProblem, StoreRefused
from dealgraph.sparql_text import form
from dealgraph.stores.access import ANYBODY, Access
from dealgraph.stores.dialects import TABLE_TYPES, Standard, dialect_of
from dealgraph.stores.transport import Message, Reply, Transport, first_line, insist_on_plain, insist_on_success

LOOK_AGAIN_SECONDS = 1.0
_WRONG_QUERY = frozenset({400, 414, 422})
_VERSION = f"SELECT ?version WHERE {{ GRAPH {names.VERSION_GRAPH} {{ ?graph {names.VERSION_INFO} ?version }} }}"


class RemoteStore:
    """An engine behind a URL. Its default graph must be the union of its named graphs.

    Args:
        url: the query endpoint.
        access: credentials and the time that a question may take.

    Raises:
        UsageProblem: the address holds a password.
    """

    def __init__(self, url: str, access: Access = ANYBODY) -> None:
        insist_on_plain(url)
        self.url = url
        self._transport = Transport(access)
        self._dialect: Standard | None = None
        self._version = ""
        self._looked = -LOOK_AGAIN_SECONDS
        self._looking = threading.Lock()

    @property
    def version(self) -> str:
        """The version that `dealgraph push` has loaded, as last seen; nothing where none is recorded.

        This never waits: the engine is asked in a thread, once a second at most.
        """
        is_old = time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS
        if is_old and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, daemon=True).start()
        return self._version

    def _look(self) -> None:
        try:
            self._version = self.recorded_version()
        except (StoreProblem, QueryProblem):
            self._version = ""  # what answers from memory would hide that the engine is gone
        finally:
            self._looked = time.monotonic()
            self._looking.release()

    def recorded_version(self) -> str:
        """Ask for the version that was loaded; nothing where none is recorded.

        Raises:
            QueryProblem, StoreRefused, StoreUnreachable: as in `ask`.
        """
        return next((term.value for (term,) in self.select(_VERSION) if isinstance(term, Literal)), "")

    def ask(self, question: Question) -> Answer:
        """Answer a query by one POST request (SPARQL 1.1 Protocol, section 2.1.2).

        Raises:
            QueryProblem: the engine finds the query wrong.
            StoreRefused: the engine rejects the request for another reason.
            StoreUnreachable: the engine does not reply in time.
        """
        kind = form(question.text)
        if kind == "update":
            raise QueryProblem("This is an update, not a query.", hint="Load a graph with: dealgraph push")
        dialect = self._speak()
        asked = dialect.prepare(question, self.select, self._version)
        return self._answer(kind, asked, dialect)

    def select(self, text: str) -> list[Row]:
        """Answer a SELECT as it stands, without regard to the engine's ways.

        Raises:
            QueryProblem, StoreRefused, StoreUnreachable: as in `ask`.
        """
        found = self._answer("SELECT", Question(text), self._speak())
        return list(found) if isinstance(found, Table) else []

    def _speak(self) -> Standard:
        """Find out once which engine it is."""
        if self._dialect is None:
            reply = self._fetch("ASK", Question("ASK {}"), TABLE_TYPES)
            self._dialect = dialect_of(reply.headers.get("server", ""))
        return self._dialect

    def _answer(self, kind: str, question: Question, dialect: Standard) -> Answer:
        reply = self._fetch(kind, question, dialect.accept(kind))
        try:
            return dialect.read(kind, reply)
        except (SyntaxError, ValueError, KeyError, TypeError) as error:
            raise StoreRefused(f"The engine at {self.url} sent an answer that cannot be read.") from error

    def _fetch(self, kind: str, question: Question, accept: str) -> Reply:
        wrapper = _Wrapper(self.url, self._transport)
        wrapper.setQuery(question.text)
        wrapper.queryType = kind or "SELECT"
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(onlyConneg=True)
        wrapper.addCustomHttpHeader("Accept", accept)
        for graph in question.default_graphs:
            wrapper.addParameter("default-graph-uri", graph)
        for graph in question.named_graphs:
            wrapper.addParameter("named-graph-uri", graph)
        wrapper.query()
        reply = wrapper.reply
        if reply.status in _WRONG_QUERY:
            raise QueryProblem(f"The engine at {self.url} cannot read the query.", hint=first_line(reply.body))
        insist_on_success(reply, self.url)
        return reply


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper over our connections: its own knows no pool, no second attempt, and one password for a process."""

    def __init__(self, url: str, transport: Transport) -> None:
        super().__init__(url)
        self._transport = transport
        self.reply = Reply(0, {}, b"")

    def _query(self) -> tuple[Any, str]:
        request = self._createRequest()
        body = request.data if isinstance(request.data, bytes) else b""
        message = Message(request.full_url, body, dict(request.header_items()), request.get_method())
        self.reply = self._transport.send(message)
        return BytesIO(self.reply.body), self.returnFormat
