"""A repeated question is answered without asking again, and never with what has changed since."""

import gzip
import threading
import time

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from dealservice.cache import ResultCache


class Application:
    """Counts how often it is asked; the address tells it what to answer."""

    def __init__(self) -> None:
        self.asked = 0
        self.version = "one"

    def __call__(self, environ, start_response):
        self.asked += 1
        request = Request(environ)
        body = f"{request.path} {self.version} {request.headers.get('Accept')}" + "x" * request.args.get("size", 0, int)
        response = Response(
            body, int(request.args.get("status", 200)), {"Vary": "Accept", "X-Request-Id": str(self.asked)}
        )
        if "fresh" in request.args:
            response.headers["Cache-Control"] = "no-store"
        if "slow" in request.args:
            time.sleep(0.2)
        response.add_etag()
        return response(environ, start_response)


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def cache(application) -> ResultCache:
    return ResultCache(application, lambda: application.version, 1_000_000)


@pytest.fixture
def client(cache) -> Client:
    return Client(cache)


def test_a_repeated_request_is_answered_from_what_is_kept(client, application):
    first, second = client.get("/queries/a?b=1"), client.get("/queries/a?b=1")
    assert application.asked == 1
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("other", ["/queries/a?b=2", "/queries/b?b=1"])
def test_another_address_is_another_answer(client, application, other):
    client.get("/queries/a?b=1")
    client.get(other)
    assert application.asked == 2


def test_another_form_is_another_answer(client):
    csv = client.get("/a", headers={"Accept": "text/csv"})
    assert client.get("/a", headers={"Accept": "text/html"}).data != csv.data


def test_another_version_is_asked_anew(client, application):
    before = client.get("/a").data
    application.version = "two"
    assert client.get("/a").data != before


def test_nothing_is_kept_while_the_version_is_unknown(client, application):
    application.version = ""
    client.get("/a")
    client.get("/a")
    assert application.asked == 2


def test_an_answer_computed_for_a_version_that_changed_meanwhile_is_not_kept(application):
    versions = iter(["one", "two", "two", "two", "two"])
    client = Client(ResultCache(application, lambda: next(versions), 1_000_000))
    client.get("/a")
    client.get("/a")
    assert application.asked == 2


@pytest.mark.parametrize("address", ["/a?status=404", "/a?status=503", "/a?fresh", "/health/live", "/metrics"])
def test_failures_and_passing_answers_are_not_kept(client, application, address):
    client.get(address)
    client.get(address)
    assert application.asked == 2


def test_only_reading_is_kept(client, application):
    client.post("/a")
    client.post("/a")
    client.get("/a", headers={"Authorization": "Bearer x"})
    client.get("/a", headers={"Authorization": "Bearer x"})
    assert application.asked == 4


def test_a_known_tag_is_answered_by_304_without_a_body(client, application):
    etag = client.get("/a").headers["ETag"]
    again = client.get("/a", headers={"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in again.headers
    assert application.asked == 1


def test_a_known_tag_is_answered_by_304_the_first_time_too(client, cache):
    etag = client.get("/a").headers["ETag"]
    cache._kept.clear()
    assert client.get("/a", headers={"If-None-Match": etag}).status_code == 304


def test_a_long_answer_is_packed_for_those_who_take_it(client):
    plain = client.get("/a?size=5000")
    packed = client.get("/a?size=5000", headers={"Accept-Encoding": "br, gzip"})
    refused = client.get("/a?size=5000", headers={"Accept-Encoding": "gzip;q=0"})
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in refused.headers
    assert plain.headers["Vary"] == "Accept, Accept-Encoding"


def test_a_short_answer_is_not_packed(client):
    assert "Content-Encoding" not in client.get("/a", headers={"Accept-Encoding": "gzip"}).headers


def test_head_gives_the_headers_of_get_without_the_body(client, application):
    head, get = client.head("/a?size=900"), client.get("/a?size=900")
    assert head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert application.asked == 1


def test_what_belongs_to_one_request_is_not_kept(client):
    assert "X-Request-Id" in client.get("/a").headers
    assert "X-Request-Id" not in client.get("/a").headers


@pytest.mark.alone
def test_equal_requests_at_the_same_time_ask_once(cache, application):
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(Client(cache).get("/a?slow").data)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert application.asked == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert cache.counts.shared == 7


def test_the_cache_stays_within_its_bytes_and_drops_what_was_not_used_longest(application):
    cache = ResultCache(application, lambda: "one", 40_000)
    client = Client(cache)
    client.get("/first?size=2000")
    for number in range(20):
        client.get(f"/{number}?size=2000")
        client.get("/first?size=2000")
    assert cache.counts.bytes <= 40_000
    asked = application.asked
    client.get("/first?size=2000")
    assert application.asked == asked
    client.get("/0?size=2000")
    assert application.asked == asked + 1


def test_an_answer_too_large_for_the_cache_is_sent_but_not_kept(application):
    client = Client(ResultCache(application, lambda: "one", 10_000))
    assert len(client.get("/a?size=9000").data) > 9000
    client.get("/a?size=9000")
    assert application.asked == 2
