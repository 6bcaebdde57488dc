"""What goes wrong with a remote engine: it leaves in the middle, it is slow, it wants to know who asks, it cuts."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from engines import oxigraph, running
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph import versions
from dealgraph.answer import Question, Truth
from dealgraph.names import prologue
from dealgraph.problems import QueryProblem, StoreRefused, StoreUnreachable
from dealgraph.stores.access import Access
from dealgraph.stores.loading import Doors, Loader
from dealgraph.stores.remote import RemoteStore
from dealservice.app import create_app
from dealservice.settings import Settings

SECRET = "open sesame"  # noqa: S105 - nobody's
TOKEN = "abc.def"  # noqa: S105 - nobody's
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STR(?a) < STR(?d)) }"
YES = b'{"head": {}, "boolean": true}'
JSON = {"Content-Type": "application/sparql-results+json"}


@pytest.fixture(params=["oxigraph", "virtuoso"])
def engine(request, built):
    found = request.getfixturevalue(f"{request.param}_server")
    found.holding(built.version)
    return found


def unreachable(store, text):
    with pytest.raises(StoreUnreachable) as caught:
        store.ask(Question(text))
    return caught.value


def test_an_engine_that_is_killed_in_the_middle_of_a_question_is_missed_and_answers_again_when_it_is_back(engine):
    store = engine.store()
    assert store.ask(Question("ASK { ?s ?p ?o }")) == Truth(value=True)
    killer = threading.Timer(0.5, engine.kill)
    killer.start()
    problem = unreachable(store, ENDLESS)
    killer.join()
    assert problem.code == "store-unreachable"
    engine.start()
    assert store.ask(Question("ASK { ?s ?p ?o }")) == Truth(value=True)


def test_the_service_tells_when_to_try_again_and_goes_on_without_a_restart(built, tmp_path):
    with running(oxigraph(tmp_path)) as engine:
        engine.push(built.version)
        client = create_app(Settings(engine.url)).test_client()
        assert client.get("/queries/rights-of.json?holder=microsoft").status_code == 200
        engine.kill()
        response = client.get("/queries/rights-of.json?holder=microsoft")
        assert (response.status_code, response.get_json(force=True)["code"]) == (503, "store-unreachable")
        assert int(response.headers["Retry-After"]) > 0
        engine.start()
        assert client.get("/queries/rights-of.json?holder=microsoft").status_code == 200


def test_a_store_follows_the_version_that_is_pushed(built, publish_other, tmp_path):
    with running(oxigraph(tmp_path)) as engine:
        store = engine.holding(built.version)
        other = publish_other()
        engine.push(other)
        assert eventually(lambda: store.version == other.name)


def eventually(holds):
    """Wait until something holds, for ten seconds at most."""
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def publish_other(built, tmp_path_factory):
    def publish():
        folder = tmp_path_factory.mktemp("other")
        lines = built.version.quads.read_bytes().splitlines(keepends=True)
        with versions.writing(folder):
            return versions.publish(folder, "other", {versions.QUADS: b"".join(lines[:100])}, {})

    return publish


class Scripted(BaseHTTPRequestHandler):
    """An engine that replies as the test says, and keeps what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append({name.lower(): value for name, value in self.headers.items()})
        status, headers, body = self.server.replies.pop(0) if self.server.replies else (200, JSON, YES)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


@contextmanager
def scripted(*replies) -> Iterator[tuple[str, list[dict[str, str]]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.block_on_close = False
    server.seen, server.replies = [], [(200, JSON, YES), *replies]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", server.seen
    finally:
        server.shutdown()
        server.server_close()


def test_a_question_is_asked_again_while_the_engine_is_busy():
    busy = (503, {"Retry-After": "0"}, b"busy")
    with scripted(busy, busy) as (url, seen):
        assert RemoteStore(url).ask(Question("ASK {}")) == Truth(value=True)
        assert len(seen) == 4


def test_an_engine_that_stays_busy_is_unreachable():
    with scripted(*[(503, {}, b"busy")] * 9) as (url, seen):
        assert "503" in unreachable(RemoteStore(url), "ASK {}").what
        assert len(seen) == 5


def test_only_what_may_be_repeated_is_sent_twice():
    node = NamedNode("http://example.org/g")
    with scripted((503, {}, b"busy"), (503, {}, b"busy")) as (url, seen):
        loader = Loader(Doors(url))
        loader.forget(node, node)  # takes the first reply, which is good
        with pytest.raises(StoreUnreachable):
            loader.add_unnamed(node, [Triple(BlankNode(), node, Literal("x"))])
        assert len(seen) == 2
        loader.add(node, [Triple(node, node, Literal("x"))])
        assert len(seen) == 4


@pytest.mark.parametrize(
    ("access", "header"),
    [
        (Access("me", SECRET), "Basic bWU6b3BlbiBzZXNhbWU="),
        (Access(token=TOKEN), "Bearer abc.def"),
        (Access("me", SECRET, token=TOKEN), "Bearer abc.def"),
    ],
)
def test_credentials_are_sent_with_each_request(access, header):
    with scripted() as (url, seen):
        RemoteStore(url, access).ask(Question("ASK {}"))
    assert {headers["authorization"] for headers in seen} == {header}


def test_without_credentials_none_are_sent():
    with scripted() as (url, seen):
        RemoteStore(url).ask(Question("ASK {}"))
    assert not any("authorization" in headers for headers in seen)


def test_an_engine_that_lets_nobody_in_is_refused_and_the_secret_is_not_told():
    closed = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"no")
    access = Access("me", SECRET)
    with scripted(closed) as (url, _), pytest.raises(StoreRefused, match="does not let us in") as caught:
        RemoteStore(url, access).ask(Question("ASK {}"))
    assert "sesame" not in f"{caught.value} {access!r} {Settings(store=url, store_password=SECRET)!r}"


def test_digest_credentials_let_us_in_and_wrong_ones_do_not(virtuoso_server):
    url = f"{virtuoso_server.url}-auth"
    assert RemoteStore(url, virtuoso_server.access).ask(Question("ASK {}")) == Truth(value=True)
    with pytest.raises(StoreRefused, match="does not let us in"):
        RemoteStore(url, Access("dba", "wrong", scheme="digest")).ask(Question("ASK {}"))


def test_an_engine_that_takes_too_long_is_left():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        store = RemoteStore(f"http://127.0.0.1:{mute.getsockname()[1]}/sparql", Access(timeout=0.5))
        assert unreachable(store, "ASK {}").code == "store-timeout"


@pytest.mark.parametrize("body", [b"", b"{", b'{"head": {}}', b"<html>"])
def test_an_answer_that_is_none_is_refused(body):
    with scripted((200, JSON, body)) as (url, _), pytest.raises(StoreRefused, match="cannot be read"):
        RemoteStore(url).ask(Question("ASK {}"))


def test_virtuoso_never_cuts_an_answer_in_silence(virtuoso_server, built):
    store = virtuoso_server.holding(built.version)
    text = f"{prologue()} SELECT ?a ?b WHERE {{ ?a a owl:NamedIndividual . ?b a owl:NamedIndividual }}"
    with pytest.raises(StoreRefused, match="cut the answer at 10000 rows"):
        store.ask(Question(text))


def test_an_update_never_leaves_the_house_as_a_question():
    with scripted() as (url, seen):
        with pytest.raises(QueryProblem, match="update"):
            RemoteStore(url).ask(Question("DROP ALL"))
        assert seen == []
