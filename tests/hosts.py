"""Another host, on this machine: it answers as a test wants and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

Answer = Callable[["Host", BaseHTTPRequestHandler, bytes], None]


@dataclass
class Host:
    """A running host: where it is, what it was asked, and how it answers each path."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def send(handler: BaseHTTPRequestHandler, body: bytes, content_type: str, status: int = 200, **headers: str) -> None:
    """Send an answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def gives(body: bytes, content_type: str, status: int = 200, **headers: str) -> Answer:
    """Make an answer that is always the same."""
    return lambda _host, handler, _sent: send(handler, body, content_type, status, **headers)


def endpoint(turtle: str) -> Answer:
    """Make an answer that is a SPARQL endpoint over some data."""
    store = Store()
    store.load(turtle.encode(), RdfFormat.TURTLE)

    def answer(_host: Host, handler: BaseHTTPRequestHandler, sent: bytes) -> None:
        (query,) = parse_qs(sent.decode(), strict_parsing=True)["query"]
        found = store.query(query).serialize(format=QueryResultsFormat.JSON)
        send(handler, found, "application/sparql-results+json")

    return answer


@contextmanager
def host(**answers: Answer) -> Iterator[Host]:
    """Run a host that answers `/NAME` as told, and everything else with 404."""
    told = Host(answers=dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(f"{self.command} {self.path}")
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = told.answers.get(self.path.strip("/").partition("?")[0])
            if answer:
                answer(told, self, sent)
            else:
                self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the name is the base class's

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
