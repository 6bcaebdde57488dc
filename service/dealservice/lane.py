"""A short way for the most frequent request: a query by GET, answered as data.

It leads through the same reading, examining, choosing and asking as the view, but not through the framework, which
would take longer than the engine. Whatever is unusual, and every problem, is left to the view.
"""

import hashlib
from typing import TYPE_CHECKING

from dealgraph.answer import Question
from dealgraph.problems import Problem
from dealservice.answers import Writing
from dealservice.examination import examine
from dealservice.forms import HTML, Form
from dealservice.isolation.asker import Asker
from dealservice.isolation.client import Pool
from dealservice.received import read_parameters
from dealservice.replies import EVERYWHERE
from dealservice.settings import Settings
from dealservice.sparql import FLEETING, PROBLEM, Inquiry, choose_form, inquire

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

Answered = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers and body."""
_CONSTANT = [*EVERYWHERE.items(), ("Vary", "Accept")]


class Lane:
    """Answers queries of the protocol by GET (SPARQL 1.1 Protocol, section 2.1.1)."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings

    def takes(self, environ: "WSGIEnvironment") -> bool:
        """Tell whether a request may go this way."""
        return bool(environ["PATH_INFO"] == "/sparql" and environ["REQUEST_METHOD"] == "GET")

    async def answer(self, environ: "WSGIEnvironment", asker: Asker) -> Answered | None:
        """Answer a request; nothing where the view has to."""
        try:
            read = self._read(environ)
        except Problem:
            return None
        if read is None:
            return None
        inquiry, form, is_lasting = read
        question = Question(inquiry.text or "", inquiry.default_graphs, inquiry.named_graphs)
        try:
            body = await self._pool.answer_soon(question, Writing(form, safe=inquiry.safe), asker)
        except Problem as problem:
            environ[PROBLEM] = problem
            return None
        etag = hashlib.sha1(body, usedforsecurity=False).hexdigest()
        headers = [*_CONSTANT, ("Content-Type", form.content_type), ("Content-Length", str(len(body)))]
        return "200 OK", [*headers, ("ETag", f'"{etag}"'), *(() if is_lasting else FLEETING.items())], body

    def _read(self, environ: "WSGIEnvironment") -> tuple[Inquiry, Form, bool] | None:
        raw = environ["QUERY_STRING"].encode()
        if len(raw) > self._settings.max_query_bytes:
            return None
        given = read_parameters(raw)
        texts = given.get("query", ())
        if len(texts) != 1 or "update" in given or "timeout" in given:
            return None
        inquiry = inquire(given, texts[0])
        is_lasting = examine(texts[0], self._settings.max_depth, self._settings.max_patterns, self._settings.endpoints)
        form = choose_form(inquiry, environ.get("HTTP_ACCEPT", ""))
        return None if form is None or form.name == HTML.name else (inquiry, form, is_lasting)
