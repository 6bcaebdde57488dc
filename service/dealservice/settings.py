"""What the service is told by its environment, in one table."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dealgraph.confinement import Policy
from dealgraph.outside import Outside
from dealgraph.places import data_folder, default_store
from dealgraph.problems import UsageProblem
from dealgraph.stores.access import BASIC, SCHEMES, Access
from dealservice.isolation.limits import Limits

MAX_PORT = 65535
MAX_WORKERS = 64
_FEWEST_QUERY_WORKERS = 2
"""So that a short query need not wait for a long one."""
_ON, _OFF = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs.

    Args:
        store: a folder of versions, or the URL of a SPARQL endpoint.
        host: the address to listen on.
        port: the port to listen on.
        workers: processes that answer requests; 0 makes one for every two processors.
        queries: folders of canned queries besides the built-in one.
        article: the text that the passages are held against when the graph is built.
        public_url: the address under which the service is seen from outside, without a slash at the end; where it is
            empty, the address that a request names.
        max_query_bytes: so many bytes the body of a request may have.
        deadline: seconds that one query may take.
        query_memory: MiB of memory that one query may take.
        max_answer_bytes: bytes that one answer may have.
        max_queries: queries that may run at the same time.
        queue_seconds: seconds that a query may wait for its turn.
        max_depth: so many brackets may stand in brackets.
        max_patterns: so many triple patterns and groups a query may have.
        cache_bytes: bytes that the answers kept may take; 0 keeps none.
        client_queries: requests that one client may have under way.
        client_rate: requests a minute that one client may send; 0 counts none.
        trusted_proxies: proxies in front, whose word on the client's address is taken.
        log: a file for a line of JSON for each request, `-` for standard error, or nothing.
        slow_seconds: a query that takes longer is written out, to the log or else to standard error.
        writes: whether the graph may be changed over HTTP, by holders of tokens.
        max_body_bytes: so many bytes an update or a graph that is sent may have.
        write_seconds: seconds that one change may take.
        write_memory: MiB of memory that one change may take.
        services: the addresses of the SPARQL endpoints that a query may ask by SERVICE.
        documents: the addresses of the documents that an update may LOAD.
        fetch_seconds: seconds that one of these may take to answer.
        fetch_bytes: bytes that one of these may send.
        reload: whether canned queries are read again when their files change, for those who write them.
        store_user: whom to be at a remote engine.
        store_password: the password that goes with it.
        store_token: a bearer token for a remote engine.
        store_scheme: how user and password are sent: basic or digest.
        store_seconds: seconds that a remote engine may take for one question.
        texts: a folder of documents that were imported, whose words are shown beside the clauses.
    """

    store: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    queries: tuple[Path, ...] = ()
    article: Path | None = None
    public_url: str = ""
    max_query_bytes: int = 262_144
    deadline: float = 10.0
    query_memory: int = 1024
    max_answer_bytes: int = 67_108_864
    max_queries: int = 16
    queue_seconds: float = 5.0
    max_depth: int = 200
    max_patterns: int = 500
    cache_bytes: int = 67_108_864
    client_queries: int = 8
    client_rate: int = 0
    trusted_proxies: int = 0
    log: str = ""
    slow_seconds: float = 5.0
    writes: bool = False
    max_body_bytes: int = 16_777_216
    write_seconds: float = 60.0
    write_memory: int = 2048
    services: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    fetch_seconds: float = 5.0
    fetch_bytes: int = 8_388_608
    reload: bool = False
    store_user: str = ""
    store_password: str = field(default="", repr=False)
    store_token: str = field(default="", repr=False)
    store_scheme: str = BASIC
    store_seconds: float = 30.0
    texts: Path | None = None

    @property
    def is_remote(self) -> bool:
        """Whether another engine holds the graph."""
        return self.store.startswith(("http://", "https://"))

    @property
    def access(self) -> Access:
        """What lets us in at a remote engine."""
        return Access(self.store_user, self.store_password, self.store_token, self.store_scheme, self.store_seconds)

    @property
    def processes(self) -> int:
        """How many processes answer requests; the other half of the processors is for queries."""
        return self.workers or max(len(os.sched_getaffinity(0)) // 2, 1)

    @property
    def limits(self) -> Limits:
        """What one query may take."""
        return Limits(
            seconds=self.deadline,
            memory=self.query_memory << 20,
            answer=self.max_answer_bytes,
            workers=max(self.processes, _FEWEST_QUERY_WORKERS),
            queries=max(self.max_queries, self.processes, _FEWEST_QUERY_WORKERS),
            queue_seconds=self.queue_seconds,
            services=self.endpoints,
            fetch_seconds=self.fetch_seconds,
            fetch_bytes=self.fetch_bytes,
        )

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints that a query may ask: none where another engine would do the asking."""
        return () if self.is_remote else self.services

    @property
    def policy(self) -> Policy:
        """What one change may take."""
        outside = Outside(self.documents, self.fetch_seconds, self.fetch_bytes)
        memory = self.write_memory << 20
        return Policy(seconds=self.write_seconds, memory=memory, size=self.max_body_bytes, outside=outside)

    @property
    def query_folders(self) -> tuple[Path, ...]:
        """The folders of canned queries, the built-in one first."""
        return (data_folder("queries"), *self.queries)

    @property
    def address(self) -> str:
        """The URL that the service listens on."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the environment: its name, the field it fills, how it is read and what it means."""

    name: str
    field: str
    read: Callable[[str], Any]
    meaning: str


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.strip().isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return read


def _seconds(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = -1.0
        if not least <= found <= most:
            raise ValueError(f"a number of seconds from {least:g} to {most:g}")
        return found

    return read


def _switch(text: str) -> bool:
    if text.lower() not in _ON | _OFF:
        raise ValueError("on or off")
    return text.lower() in _ON


def _one_of(*known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in known:
            raise ValueError(" or ".join(known))
        return text.lower()

    return read


def _folders(text: str) -> tuple[Path, ...]:
    folders = tuple(Path(part) for part in text.split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"a list of folders parted by “{os.pathsep}”; {folder} is none")
    return folders


def _addresses(text: str) -> tuple[str, ...]:
    for address in text.split():
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment:
            raise ValueError("addresses such as https://example.org/sparql, parted by spaces")
    return tuple(text.split())


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("an address such as https://deals.example.org")
    return text.rstrip("/")


VARIABLES = (
    Variable("DEALGRAPH_STORE", "store", str, "Folder of the graph's versions, or URL of a SPARQL 1.1 endpoint."),
    Variable("DEALGRAPH_HOST", "host", str, "Address to listen on."),
    Variable("DEALGRAPH_PORT", "port", _whole_number(1, MAX_PORT), "Port to listen on."),
    Variable(
        "DEALGRAPH_WORKERS",
        "workers",
        _whole_number(0, MAX_WORKERS),
        "Processes that answer requests; 0: half as many as processors.",
    ),
    Variable("DEALGRAPH_QUERIES", "queries", _folders, "Folders of further canned queries, parted as in PATH."),
    Variable("DEALGRAPH_RELOAD", "reload", _switch, "Whether changed canned queries are read again: on or off."),
    Variable("DEALGRAPH_ARTICLE", "article", Path, "Text that the passages are held against by a build."),
    Variable("DEALGRAPH_TEXTS", "texts", Path, "Folder of imported documents, whose words are shown."),
    Variable("DEALGRAPH_PUBLIC_URL", "public_url", _public_url, "Address of the service as seen from outside."),
    Variable(
        "DEALGRAPH_MAX_QUERY_BYTES",
        "max_query_bytes",
        _whole_number(1024, 67_108_864),
        "Bytes that the body of a request may have.",
    ),
    Variable("DEALGRAPH_DEADLINE", "deadline", _seconds(0.05, 3600), "Seconds that one query may take."),
    Variable("DEALGRAPH_QUERY_MEMORY", "query_memory", _whole_number(16, 1 << 20), "MiB that one query may take."),
    Variable(
        "DEALGRAPH_MAX_ANSWER_BYTES",
        "max_answer_bytes",
        _whole_number(1024, 1 << 31),
        "Bytes that one answer may have.",
    ),
    Variable("DEALGRAPH_MAX_QUERIES", "max_queries", _whole_number(1, 250), "Queries that may run at the same time."),
    Variable("DEALGRAPH_QUEUE_SECONDS", "queue_seconds", _seconds(0, 3600), "Seconds that a query may wait its turn."),
    Variable("DEALGRAPH_MAX_DEPTH", "max_depth", _whole_number(10, 400), "Brackets that may stand in brackets."),
    Variable(
        "DEALGRAPH_MAX_PATTERNS",
        "max_patterns",
        _whole_number(10, 100_000),
        "Operators, separators and groups that a query may have.",
    ),
    Variable("DEALGRAPH_CACHE_BYTES", "cache_bytes", _whole_number(0, 1 << 40), "Bytes of answers kept; 0 keeps none."),
    Variable(
        "DEALGRAPH_CLIENT_QUERIES",
        "client_queries",
        _whole_number(1, 10_000),
        "Requests one client may have under way.",
    ),
    Variable(
        "DEALGRAPH_CLIENT_RATE", "client_rate", _whole_number(0, 1_000_000), "Requests a minute of one client; 0: any."
    ),
    Variable("DEALGRAPH_LOG", "log", str, "File for a line of JSON for each request; - is standard error."),
    Variable("DEALGRAPH_SLOW_SECONDS", "slow_seconds", _seconds(0, 3600), "A query that takes longer is written out."),
    Variable(
        "DEALGRAPH_TRUSTED_PROXIES", "trusted_proxies", _whole_number(0, 10), "Proxies in front that are trusted."
    ),
    Variable("DEALGRAPH_WRITES", "writes", _switch, "Whether the graph may be changed over HTTP: on or off."),
    Variable(
        "DEALGRAPH_MAX_BODY_BYTES",
        "max_body_bytes",
        _whole_number(1024, 1 << 30),
        "Bytes that an update or a graph that is sent may have.",
    ),
    Variable("DEALGRAPH_WRITE_SECONDS", "write_seconds", _seconds(0.5, 3600), "Seconds that one change may take."),
    Variable("DEALGRAPH_WRITE_MEMORY", "write_memory", _whole_number(256, 1 << 20), "MiB that one change may take."),
    Variable("DEALGRAPH_STORE_USER", "store_user", str, "User at a remote engine."),
    Variable("DEALGRAPH_STORE_PASSWORD", "store_password", str, "Password of that user; never written anywhere."),
    Variable("DEALGRAPH_STORE_TOKEN", "store_token", str, "Bearer token at a remote engine, instead of a user."),
    Variable("DEALGRAPH_STORE_SCHEME", "store_scheme", _one_of(*SCHEMES), "How user and password go: basic or digest."),
    Variable("DEALGRAPH_STORE_SECONDS", "store_seconds", _seconds(0.1, 3600), "Seconds for one question, remotely."),
    Variable("DEALGRAPH_SERVICES", "services", _addresses, "Endpoints that SERVICE may ask, parted by spaces."),
    Variable("DEALGRAPH_DOCUMENTS", "documents", _addresses, "Documents that LOAD may fetch, parted by spaces."),
    Variable("DEALGRAPH_FETCH_SECONDS", "fetch_seconds", _seconds(0.1, 600), "Seconds that one of these may take."),
    Variable("DEALGRAPH_FETCH_BYTES", "fetch_bytes", _whole_number(1024, 1 << 30), "Bytes that one of these may send."),
)
"""Every setting; docs/run.md lists the same."""


def read_settings(environment: Mapping[str, str] = os.environ, /, **given: Any) -> Settings:
    """Read the settings from the environment; an empty variable counts as not set.

    Args:
        environment: the variables.
        given: fields that were chosen on the command line, which win; nothing counts as not chosen.

    Raises:
        UsageProblem: a variable has a value that cannot be used.
    """
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value not in {None, ()}}
    for variable in VARIABLES:
        text = environment.get(variable.name, "").strip()
        if text and variable.field not in chosen:
            chosen[variable.field] = _value(variable, text)
    chosen["store"] = chosen.get("store") or default_store()
    return Settings(**chosen)


def _value(variable: Variable, text: str) -> Any:
    try:
        return variable.read(text)
    except ValueError as error:
        raise UsageProblem(
            f"{variable.name}={text} cannot be used: it takes {error}.",
            hint="Correct the variable or remove it.",
            code="setting-invalid",
        ) from error


def to_environment(settings: Settings) -> dict[str, str]:
    """Write settings as the variables that give them again, for the processes of the server."""
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    written = {variable.name: _text(values[variable.field]) for variable in VARIABLES}
    return {name: text for name, text in written.items() if text}


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return (os.pathsep if any(isinstance(part, Path) for part in value) else " ").join(map(str, value))
    return "" if value is None else str(value)
