"""What the service is told by its environment, in one table."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dealgraph.places import data_folder, default_store
from dealgraph.problems import UsageProblem

MAX_PORT = 65535
MAX_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs.

    Args:
        store: a folder of versions, or the URL of a SPARQL endpoint.
        host: the address to listen on.
        port: the port to listen on.
        workers: processes that answer requests.
        queries: folders of canned queries besides the built-in one.
        article: the text that the passages are held against when the graph is built.
        public_url: the address under which the service is seen from outside, without a slash at the end; where it is
            empty, the address that a request names.
        max_query_bytes: so many bytes the body of a request may have.
    """

    store: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    queries: tuple[Path, ...] = ()
    article: Path | None = None
    public_url: str = ""
    max_query_bytes: int = 262_144

    @property
    def is_remote(self) -> bool:
        """Whether another engine holds the graph."""
        return self.store.startswith(("http://", "https://"))

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


def _folders(text: str) -> tuple[Path, ...]:
    folders = tuple(Path(part) for part in text.split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"a list of folders parted by “{os.pathsep}”; {folder} is none")
    return folders


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("an address such as https://deals.example.org")
    return text.rstrip("/")


VARIABLES = (
    Variable("DEALGRAPH_STORE", "store", str, "Folder of the graph's versions, or URL of a SPARQL 1.1 endpoint."),
    Variable("DEALGRAPH_HOST", "host", str, "Address to listen on."),
    Variable("DEALGRAPH_PORT", "port", _whole_number(1, MAX_PORT), "Port to listen on."),
    Variable("DEALGRAPH_WORKERS", "workers", _whole_number(1, MAX_WORKERS), "Processes that answer requests."),
    Variable("DEALGRAPH_QUERIES", "queries", _folders, "Folders of further canned queries, parted as in PATH."),
    Variable("DEALGRAPH_ARTICLE", "article", Path, "Text that the passages are held against by a build."),
    Variable("DEALGRAPH_PUBLIC_URL", "public_url", _public_url, "Address of the service as seen from outside."),
    Variable(
        "DEALGRAPH_MAX_QUERY_BYTES",
        "max_query_bytes",
        _whole_number(1024, 67_108_864),
        "Bytes that the body of a request may have.",
    ),
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
        return os.pathsep.join(map(str, value))
    return "" if value is None else str(value)
