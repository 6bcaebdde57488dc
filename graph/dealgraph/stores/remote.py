"""Any endpoint of the SPARQL 1.1 Protocol, through SPARQLWrapper."""

from http.client import HTTPException
from urllib.error import HTTPError, URLError

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from dealgraph.answer import Answer, Question, Table, Triples, Truth
from dealgraph.problems import QueryProblem, StoreProblem, StoreRefused, StoreUnreachable
from dealgraph.sparql_text import form

TIMEOUT_SECONDS = 30
_GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})


class RemoteStore:
    """An engine behind a URL. Its default graph must be the union of its named graphs.

    Args:
        url: the query endpoint.
        timeout: seconds that one request may take.
    """

    version = ""

    def __init__(self, url: str, *, timeout: int = TIMEOUT_SECONDS) -> None:
        self.url = url
        self._timeout = timeout

    def ask(self, question: Question) -> Answer:
        """Answer a query by one POST request (SPARQL 1.1 Protocol, section 2.1.2).

        Raises:
            QueryProblem: the engine finds the query wrong.
            StoreRefused: the engine rejects the request for another reason.
            StoreUnreachable: the engine does not reply in time.
        """
        kind = form(question.text)
        body = self._fetch(question, TURTLE if kind in _GRAPH_FORMS else JSON)
        try:
            if kind in _GRAPH_FORMS:
                return Triples([Triple(q.subject, q.predicate, q.object) for q in parse(body, RdfFormat.TURTLE)])
            found = parse_query_results(body, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise StoreRefused(f"The engine at {self.url} sent an answer that cannot be read.") from error
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        return Table([v.value for v in found.variables], found)

    def _fetch(self, question: Question, returns: str) -> bytes:
        request = SPARQLWrapper(self.url)
        request.setQuery(question.text)
        request.setMethod(POST)
        request.setReturnFormat(returns)
        request.setTimeout(self._timeout)
        for name, graphs in (
            ("default-graph-uri", question.default_graphs),
            ("named-graph-uri", question.named_graphs),
        ):
            for graph in graphs:
                request.addParameter(name, graph)
        try:
            response = request.query().response
            body: bytes = response.read()
        except (SPARQLWrapperException, OSError, HTTPException) as error:
            raise self._problem(error) from error
        return body

    def _problem(self, error: Exception) -> StoreProblem | QueryProblem:
        if isinstance(error, QueryBadFormed | URITooLong):
            return QueryProblem(f"The engine at {self.url} cannot read the query.", hint=_first_line(error))
        if isinstance(error, EndPointNotFound):
            hint = "Check the address of its query endpoint."
            return StoreRefused(f"There is no SPARQL endpoint at {self.url}.", hint=hint)
        if isinstance(error, Unauthorized):
            return StoreRefused(f"The engine at {self.url} asks for a user and a password.")
        if isinstance(error, EndPointInternalError | HTTPError | SPARQLWrapperException):
            return StoreRefused(f"The engine at {self.url} failed to answer.", hint=_first_line(error))
        reason = error.reason if isinstance(error, URLError) else error
        return StoreUnreachable(f"The engine at {self.url} does not reply: {reason}.", hint="Is it running?")


def _first_line(error: Exception) -> str:
    text = str(error).replace("\\n", "\n").partition("Response:")[2] or str(error)
    return next((line.strip(" b'\"") for line in text.splitlines() if line.strip(" b'\"")), "")[:300]
