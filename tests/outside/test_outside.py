"""Nothing is fetched but what is listed, from public hosts, within limits."""

import socket
import threading
import time
from ipaddress import ip_address

import pytest
from hosts import gives, host

from dealgraph.outside import NOTHING, Outside, is_public
from dealgraph.problems import QueryProblem

OK = gives(b"ok", "text/plain; charset=utf-8")


def anywhere(*addresses, **more):
    """Let a test reach this machine, as the public network cannot be reached from it."""
    return Outside(addresses, reaches=lambda _: True, **more)


def refuse(outside, address, code):
    with pytest.raises(QueryProblem) as caught:
        outside.fetch(address, "*/*")
    assert caught.value.code == code
    assert caught.value.hint
    return caught.value


PUBLIC = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
HIDDEN = """
127.0.0.1 127.255.0.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1
224.0.0.1 255.255.255.255 240.0.0.1 ::1 :: fe80::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 ::ffff:127.0.0.1
::ffff:169.254.169.254 2002:7f00:1:: 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a00:1 2001:0:7f00:1::
"""


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_one(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", HIDDEN.split())
def test_no_other_address_is_public_however_it_is_wrapped_up(address):
    assert not is_public(ip_address(address))


def test_what_is_listed_is_fetched_and_nothing_else():
    with host(one=OK, two=OK) as there:
        outside = anywhere(f"{there.url}/one")
        found = outside.fetch(f"{there.url}/one", "text/plain")
        assert (found.body, found.media_type, found.charset) == (b"ok", "text/plain", "utf-8")
        for other in ("/two", "/one/", "/one?x", "/ONE", "/one#x", "/%6fne"):
            refuse(outside, there.url + other, "outside-refused")
        assert there.asked == ["GET /one"]


def test_nothing_is_listed_unless_somebody_does():
    with host(one=OK) as there:
        refuse(NOTHING, f"{there.url}/one", "outside-refused")
        assert there.asked == []


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]"],  # noqa: S104
)
def test_a_host_of_this_machine_is_never_asked_though_it_is_listed(name):
    with host(one=OK) as there:
        address = f"http://{name}:{there.port}/one"
        problem = refuse(Outside((address,)), address, "outside-refused")
        assert "public" in problem.what
        assert there.asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/x", "http:///x", "http://u:p@127.0.0.1/x"]
)
def test_only_the_web_is_fetched_and_nobody_logs_in(address):
    refuse(anywhere(address), address, "outside-refused")


def test_a_redirect_is_not_followed():
    with host(there=OK, here=gives(b"", "text/plain", 302, Location="/there")) as told:
        problem = refuse(anywhere(f"{told.url}/here", f"{told.url}/there"), f"{told.url}/here", "outside-failed")
        assert "302" in problem.what
        assert told.asked == ["GET /here"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (gives(b"no", "text/plain", 500), "status 500"),
        (gives(b"x" * 5000, "text/plain"), "more than 4,096 bytes"),
        (gives(b"x", "text/plain", Content_Encoding="gzip"), "packed"),
        (lambda _host, handler, _sent: handler.wfile.write(b"this is not HTTP\r\n\r\n"), "HTTP"),
        (lambda _host, handler, _sent: handler.connection.close(), ""),
    ],
)
def test_a_host_that_answers_badly_is_told_of(answer, why):
    with host(x=answer) as there:
        problem = refuse(anywhere(f"{there.url}/x", size=4096), f"{there.url}/x", "outside-failed")
        assert why in problem.what


def drip(_host, handler, _sent):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        return


def test_a_host_that_drips_is_left():
    with host(x=drip) as there:
        problem = refuse(anywhere(f"{there.url}/x", seconds=0.4), f"{there.url}/x", "outside-failed")
        assert "0.4 seconds" in problem.what


def test_a_host_that_says_nothing_is_left():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        refuse(anywhere(address, seconds=0.2), address, "outside-failed")


def test_a_host_that_is_not_there_is_told_of():
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/x"
    refuse(anywhere(address), address, "outside-failed")
    refuse(anywhere("http://nowhere.invalid/x"), "http://nowhere.invalid/x", "outside-failed")


def test_a_host_without_its_certificate_is_not_believed():
    with socket.create_server(("127.0.0.1", 0)) as plain:
        address = f"https://127.0.0.1:{plain.getsockname()[1]}/x"

        def speak():
            with plain.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nhello")

        speaker = threading.Thread(target=speak)
        speaker.start()
        refuse(anywhere(address), address, "outside-failed")
        speaker.join()
