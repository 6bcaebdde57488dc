"""Connections to query workers: kept from question to question, given up where they are wanted, and never trusted."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from dealgraph.answer import Question
from dealgraph.problems import Problem
from dealservice.answers import Writing
from dealservice.forms import JSON
from dealservice.isolation.asker import Asker, ClientGone
from dealservice.isolation.client import Pool
from dealservice.isolation.limits import Limits

pytestmark = pytest.mark.alone
ASK = Question("ASK {}")
CROSS = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
ANYBODY = Asker()
LIMITS = Limits(seconds=1.0, workers=1, queries=1, queue_seconds=3.0)


@contextmanager
def workers(store: Path, folder: Path, limits: Limits) -> Iterator[Path]:
    folder.mkdir()
    command = [sys.executable, "-m", "dealservice.isolation.supervisor", str(store), str(folder)]
    process = subprocess.Popen([*command, json.dumps(asdict(limits))], stdin=subprocess.PIPE)
    try:
        end = time.monotonic() + 60
        while not (folder / "current").is_symlink():
            assert time.monotonic() < end
            time.sleep(0.05)
        yield folder
    finally:
        process.stdin.close()
        process.wait(30)


@pytest.fixture(scope="module")
def folder(built_store, tmp_path_factory) -> Iterator[Path]:
    """The sockets of one worker and no more."""
    with workers(built_store, tmp_path_factory.mktemp("narrow") / "sockets", LIMITS) as found:
        yield found


class Web(Pool):
    """A web process, as far as it asks query workers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LIMITS)

    async def asks(self, question: Question = ASK, asker: Asker = ANYBODY) -> bytes:
        return await self.answer_soon(question, Writing(JSON), asker)

    @property
    def rests(self) -> list[int]:
        """The workers at the other ends of the connections that rest."""
        return [line._process for line in self._resting]

    async def ends(self) -> None:
        for line in list(self._resting):
            line.close()
        await asyncio.sleep(0.05)


def run(*webs: Web, work: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        try:
            await work()
        finally:
            for web in webs:
                await web.ends()

    with ThreadPoolExecutor(1) as apart:  # other tests may have left a loop behind in this thread
        apart.submit(lambda: asyncio.run(whole())).result()


def test_questions_that_follow_each_other_share_a_connection(folder):
    web = Web(folder)

    async def work():
        lines = set()
        for _ in range(5):
            assert b"true" in await web.asks()
            lines.add(*web._resting)
        assert len(lines) == 1

    run(web, work=work)


def test_a_connection_that_rests_is_given_up_for_whoever_waits(folder):
    web, other = Web(folder), Web(folder)

    async def work():
        await web.asks()
        assert web.rests
        assert b"true" in await other.asks()
        await asyncio.sleep(0.05)
        assert not web.rests
        assert other.rests
        assert b"true" in await web.asks()

    run(web, other, work=work)


def test_who_asks_without_a_pause_does_not_keep_others_waiting(folder):
    """All take turns: ask after ask by one process, and one question each by others."""
    busy, others = Web(folder), [Web(folder) for _ in range(3)]

    async def asks_on():
        while True:
            await busy.asks()

    async def work():
        await busy.asks()
        without_pause = asyncio.create_task(asks_on())
        waited = []
        for _ in range(3):
            begin = time.monotonic()
            await asyncio.gather(*(other.asks() for other in others))
            waited.append(time.monotonic() - begin)
        assert not without_pause.done()
        without_pause.cancel()
        assert max(waited) < LIMITS.queue_seconds / 2

    run(busy, *others, work=work)


def test_a_connection_that_nobody_uses_is_ended(folder):
    web = Web(folder)

    async def work():
        await web.asks()
        assert web.rests
        await asyncio.sleep(2.5)
        assert not web.rests

    run(web, work=work)


def test_a_worker_that_leaves_while_the_loop_is_occupied_fails_no_question(folder):
    web = Web(folder)

    async def work():
        await web.asks()
        os.setpriority(os.PRIO_PROCESS, *web.rests, 10)  # as after a long query: it leaves as soon as it rests
        time.sleep(1.0)  # noqa: ASYNC251 - as a page does that works for long
        assert b"true" in await web.asks()

    run(web, work=work)


def test_a_worker_that_dies_at_rest_fails_no_question(folder):
    web = Web(folder)

    async def work():
        for _ in range(5):
            await web.asks()
            os.kill(*web.rests, signal.SIGKILL)
            await asyncio.sleep(0.05)
            assert b"true" in await web.asks()

    run(web, work=work)


def test_a_query_beyond_its_deadline_ends_alone_and_the_next_is_answered(folder):
    web = Web(folder)

    async def work():
        with pytest.raises(Problem) as told:
            await web.asks(CROSS, Asker(seconds=0.3))
        assert told.value.code == "query-deadline"
        assert not web.rests
        assert b"true" in await web.asks()

    run(web, work=work)


def test_a_query_whose_asker_has_left_ends_and_the_next_is_answered(folder):
    web = Web(folder)

    async def work():
        with pytest.raises(ClientGone):
            await web.asks(CROSS, Asker(has_left=lambda: True))
        assert b"true" in await web.asks()

    run(web, work=work)


def test_a_query_that_made_room_for_others_takes_its_worker_along(folder):
    """A worker cannot take back its lower rank: it leaves after the query, and says so."""
    web = Web(folder)

    async def work():
        await web.asks()
        before = web.rests
        os.setpriority(os.PRIO_PROCESS, *before, 10)
        assert b"true" in await web.asks()
        assert b"true" in await web.asks()
        assert web.rests != before

    run(web, work=work)


def test_more_questions_at_once_than_workers_wait_for_their_turn(folder):
    web = Web(folder)

    async def work():
        found = await asyncio.gather(*(web.asks() for _ in range(20)))
        assert all(b"true" in answer for answer in found)

    run(web, work=work)
