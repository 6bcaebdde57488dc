"""Every code that a problem can have: the HTTP status it is answered with, what it means and what to do.

The page /docs/errors shows this table, and a problem's `type` points into it.
"""

from dataclasses import dataclass
from http import HTTPStatus

from dealgraph.problems import (
    CatalogProblem,
    ParameterProblem,
    Problem,
    QueryProblem,
    QuerySyntax,
    StoreProblem,
    StoreRefused,
    StoreUnreachable,
    UnknownQuery,
    UsageProblem,
)

_BAD = HTTPStatus.BAD_REQUEST
_NOBODY = HTTPStatus.UNAUTHORIZED
_REFUSED = HTTPStatus.FORBIDDEN
_MISSING = HTTPStatus.NOT_FOUND
_CLASHES = HTTPStatus.CONFLICT
_MEANINGLESS = HTTPStatus.UNPROCESSABLE_ENTITY
_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
_BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR
_AWAY = HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: its stable name, the status of a response that reports it, its title and its remedy."""

    name: str
    status: HTTPStatus
    title: str
    remedy: str


CODES = (
    Code("query-syntax", _BAD, "The query cannot be parsed", "Mend it at the line and column that are marked."),
    Code("query-missing", _BAD, "No query was sent", "Send exactly one parameter “query”, or a body."),
    Code("query-repeated", _BAD, "Several queries were sent", "Send exactly one query in a request."),
    Code("query-is-update", _BAD, "An update was sent to the query endpoint", "Send a query; /sparql only reads."),
    Code("query-invalid", _MEANINGLESS, "The query cannot be answered", "Ask for something that the engine knows."),
    Code("query-service", _MEANINGLESS, "The query asks for another service", "Leave out SERVICE, or have it listed."),
    Code("outside-refused", _MEANINGLESS, "The address may not be fetched", "Ask whoever runs the service to list it."),
    Code("outside-failed", HTTPStatus.BAD_GATEWAY, "Another host did not answer well", "Try later, or use SILENT."),
    Code("query-deep", _MEANINGLESS, "The query is nested too deeply", "Write it with fewer brackets in brackets."),
    Code("query-large", _MEANINGLESS, "The query has too many parts", "Ask for less at once."),
    Code("query-deadline", _AWAY, "The query takes too long", "Name more of what you look for, or use LIMIT."),
    Code("query-memory", _AWAY, "The query needs too much memory", "Ask for less at once, and use LIMIT."),
    Code("answer-too-long", _LARGE, "The answer is too long", "Ask for it in parts."),
    Code("standing-too-large", _LARGE, "Too much is recorded to judge it at once", "Ask about one right."),
    Code("busy", _AWAY, "The service is busy", "Try again in a few seconds."),
    Code("client-limit", HTTPStatus.TOO_MANY_REQUESTS, "You ask too much at once", "Wait for your answers first."),
    Code("query-unknown", _MISSING, "There is no such canned query", "See the list at /queries."),
    Code("parameters-invalid", _MEANINGLESS, "Parameters do not fit", "Correct every parameter that is listed."),
    Code("parameter-unknown", _MEANINGLESS, "There is no such parameter", "Use the names that the question declares."),
    Code("parameter-value", _MEANINGLESS, "A parameter's value does not fit", "Give a value of the declared type."),
    Code("update-syntax", _BAD, "The update cannot be parsed", "Mend it at the line and column that are marked."),
    Code("update-missing", _BAD, "No update was sent", "Send exactly one parameter “update”, or a body."),
    Code("update-repeated", _BAD, "Several updates were sent", "Join them by semicolons into one."),
    Code("update-is-query", _BAD, "A query was sent to the update endpoint", "Send queries to /sparql."),
    Code("update-dataset", _BAD, "The graphs of the patterns are named twice", "Name them in one place only."),
    Code("update-load", _MEANINGLESS, "The update fetches a document", "Send the document to /store yourself."),
    Code("writes-off", _MISSING, "The service does not take changes", "Set DEALGRAPH_WRITES=on to allow them."),
    Code("token-missing", _NOBODY, "The request names nobody", "Send the header Authorization: Bearer with a token."),
    Code("token-invalid", _NOBODY, "The token is not valid", "Make another: dealgraph token create"),
    Code("token-scope", _REFUSED, "The token does not allow this", "Use one that was made with the scope named."),
    Code("token-exists", _CLASHES, "There is a token of that name", "Revoke it first, or choose another name."),
    Code("token-unknown", _MISSING, "There is no token of that name", "See the list: dealgraph token list"),
    Code("graph-protected", _REFUSED, "The graph belongs to the build", "Write to another, or change the notes."),
    Code("graph-unknown", _MISSING, "There is no such graph", "Name a graph that exists."),
    Code("graph-exists", _CLASHES, "There is such a graph already", "Write CREATE SILENT, or leave it out."),
    Code("graph-changed", HTTPStatus.PRECONDITION_FAILED, "The graph has changed", "Read it again, then change it."),
    Code("payload-invalid", _BAD, "The document cannot be read", "Correct it, or name its true media type."),
    Code("statement-unfit", _MEANINGLESS, "A statement cannot be kept", "Write it so that every form can hold it."),
    Code("write-deadline", _AWAY, "The change takes too long", "Make it in smaller steps."),
    Code("write-memory", _MEANINGLESS, "The change needs too much memory", "Make it in smaller steps."),
    Code("version-unknown", _MISSING, "There is no such version", "See the list: dealgraph versions"),
    Code("graph-invalid", _BAD, "A graph is not named by an IRI", "Give an absolute IRI."),
    Code("encoding-invalid", _BAD, "The request is not UTF-8", "Encode text as UTF-8, then percent-encode it."),
    Code("form-unacceptable", HTTPStatus.NOT_ACCEPTABLE, "No form fits", "Ask for one of the forms that are listed."),
    Code("form-unknown", _MISSING, "There is no such form", "Use one of the suffixes that are listed."),
    Code(
        "form-unfit",
        HTTPStatus.NOT_ACCEPTABLE,
        "The form cannot hold the answer",
        "Ask for another form, such as JSON.",
    ),
    Code(
        "media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is of a wrong type", "Use one of the types listed."
    ),
    Code("too-long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too long", "Send a shorter query."),
    Code("uri-too-long", HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long", "Send the query by POST."),
    Code("method-refused", HTTPStatus.METHOD_NOT_ALLOWED, "The method is not allowed here", "See the header Allow."),
    Code("address-unknown", _MISSING, "There is nothing at this address", "See the list of addresses at /."),
    Code("thing-unknown", _MISSING, "The graph knows no such thing", "Search it by a canned query or by SPARQL."),
    Code(
        "ontology-version-unknown", _MISSING, "That version of the ontology is not here", "Ask for the version named."
    ),
    Code("download-unknown", _MISSING, "There is no such download", "Downloads exist where a folder holds the graph."),
    Code("request-invalid", _BAD, "The request cannot be understood", "Correct the request."),
    Code("internal", _BROKEN, "The service failed", "Report the request id; the log has the details."),
    Code("problem", _BROKEN, "The service failed", "Report what you did."),
    Code("store-failed", _AWAY, "The store cannot answer", "Build it again: dealgraph build --force"),
    Code("store-missing", _AWAY, "Nothing has been built", "Build the graph: dealgraph build"),
    Code("store-locked", _AWAY, "Another build is writing the store", "Wait for it to end."),
    Code("store-refused", HTTPStatus.BAD_GATEWAY, "The remote engine refused", "Check its address and its rights."),
    Code("push-mismatch", HTTPStatus.BAD_GATEWAY, "The remote engine holds something else", "See docs/engines.md."),
    Code("store-unreachable", _AWAY, "The remote engine does not reply", "Start it, then try again."),
    Code("store-timeout", HTTPStatus.GATEWAY_TIMEOUT, "The remote engine takes too long", "Ask for less at once."),
    Code("catalog-invalid", _BROKEN, "A canned query's file is wrong", "Correct the file at the line named."),
    Code("catalog-missing", _BROKEN, "A folder of canned queries is missing", "Name one that exists."),
    Code("usage-invalid", _BAD, "This cannot be used", "Use what the message names."),
    Code("file-exists", _BAD, "A file is there already", "Choose another file, or remove that one."),
    Code("extra-missing", _BAD, "A part of the program is not installed", "Install it as the message says."),
    Code("setting-invalid", _BAD, "A setting has a wrong value", "Correct the variable of the environment."),
    Code("port-in-use", _BAD, "The port is taken", "Choose another port with --port."),
    Code("host-invalid", _BAD, "The address cannot be listened on", "Choose another address with --host."),
    Code("file-unreadable", _BAD, "A file cannot be read", "Give the path of a text file in UTF-8."),
    Code("odrl-invalid", _BAD, "Policy, request or world cannot be read", "Give three files of RDF that hold them."),
    Code("file-unwritable", _BAD, "A file cannot be written", "Choose another path."),
    Code("folder-unwritable", _BAD, "The store cannot be written", "Choose another folder with --store."),
    Code("data-folder-missing", _BROKEN, "The installation is incomplete", "Install the package again."),
    Code("article-unknown", _BAD, "No notes cite an article", "Leave out --article, or build with its notes."),
    Code("article-unreadable", _BAD, "The article cannot be read", "Give the path of its text in UTF-8."),
    Code("passage-mismatch", _MEANINGLESS, "The text differs from the passages", "Supply the text that was annotated."),
    Code("source-unknown", _BAD, "No notes describe the source", "Use the name of a source that the notes describe."),
    Code("import-unknown", _BAD, "The data are not of the kind named", "Name a folder or file as it was published."),
    Code("import-empty", _BAD, "Nothing in the data can be used", "Mend the records that the report names."),
    Code("companies-invalid", _BAD, "The table of companies cannot be used", "Mend it in the row that is named."),
    Code("documents-missing", _BAD, "No document of the graph is there", "Name the folder that was imported."),
    Code("notes-missing", _BAD, "There are no notes", "Name a folder of notes with --notes."),
    Code("notes-invalid", _MEANINGLESS, "The notes have faults", "Correct them at the places named."),
    Code("notes-unreadable", _MEANINGLESS, "A notes file cannot be read", "Save it as UTF-8."),
    Code("notes-yaml", _MEANINGLESS, "A notes file is not YAML", "Correct it at the line named."),
    Code("notes-key", _MEANINGLESS, "A key is not known", "Use a label of a property of the ontology."),
    Code("notes-kind", _MEANINGLESS, "A kind is not known", "Use a label of a class of the ontology."),
    Code("notes-domain", _MEANINGLESS, "A key does not fit the kind", "Use a property that the class allows."),
    Code("notes-value", _MEANINGLESS, "A value does not fit the key", "Give a value of the property's range."),
    Code("notes-concept", _MEANINGLESS, "A concept is not known", "Use a concept of the scheme that is named."),
    Code(
        "notes-unconfirmed",
        _MEANINGLESS,
        "A proposal is not confirmed",
        "Take `unconfirmed: yes` away, or strike it out.",
    ),
    Code("notes-reference", _MEANINGLESS, "A reference leads nowhere", "Describe the item or correct its name."),
    Code("notes-duplicate", _MEANINGLESS, "Something is written twice", "Keep one, or write `extends: yes`."),
    Code("documents-missing", _BAD, "There are no documents", "Name files or folders of RDF."),
    Code("documents-broken", _MEANINGLESS, "A document cannot be read", "Mend the file at the place that is named."),
    Code("documents-scattered", _MEANINGLESS, "A graph does not stand together", "Sort the file by graph."),
    Code("documents-overlap", _MEANINGLESS, "Documents share more than agents", "Describe each thing in one document."),
    Code("graph-loaded", _MEANINGLESS, "A loaded graph was to be changed", "Change the documents and load them again."),
    Code("ontology-invalid", _BROKEN, "The ontology is broken", "Correct the file that is named."),
    Code("check-failed", _MEANINGLESS, "The graph violates a shape", "Mend the notes at the places named."),
)
"""The codes in the order of a request's way through the program, then those of a build."""

_BY_NAME = {code.name: code for code in CODES}
_BY_CLASS: dict[type[Problem], HTTPStatus] = {
    QuerySyntax: _BAD,
    QueryProblem: _MEANINGLESS,
    ParameterProblem: _MEANINGLESS,
    UnknownQuery: _MISSING,
    CatalogProblem: _BROKEN,
    StoreRefused: HTTPStatus.BAD_GATEWAY,
    StoreUnreachable: _AWAY,
    StoreProblem: _AWAY,
    UsageProblem: _BAD,
    Problem: _BROKEN,
}


def code_of(problem: Problem) -> Code:
    """Find a problem's code; one that the table lacks gets the status of the problem's class."""
    known = _BY_NAME.get(problem.code)
    if known is not None:
        return known
    status = next(_BY_CLASS[kind] for kind in type(problem).__mro__ if kind in _BY_CLASS)
    return Code(problem.code, status, status.phrase, "")
