"""Tokens by which somebody may change the store: each with a name, scopes and perhaps an end.

    STORE/tokens.json      hashes only, readable by their owner only; a token itself is shown once, when it is made

A token is 256 random bits, so a plain hash of it cannot be turned round, and a slow one would protect nothing more.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from dealgraph.problems import StoreLocked, StoreProblem, UsageProblem, did_you_mean
from dealgraph.versions import sync

FILE = "tokens.json"
UPDATE, STORE = "update", "store"
SCOPES = (UPDATE, STORE)
"""What a token may allow: updates at /update, whole graphs at /store."""
MAX_NAME = 100
_PREFIX = "dg_"
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Args:
        name: who holds it; changes are logged under this name.
        sha256: the hash of the token, in hexadecimal.
        scopes: what it allows.
        created: when it was made, in UTC (ISO 8601).
        expires: when it ends, in UTC; nothing where it does not.
    """

    name: str
    sha256: str
    scopes: tuple[str, ...]
    created: str
    expires: str = ""

    @property
    def has_expired(self) -> bool:
        """Whether it has ended."""
        return bool(self.expires) and datetime.fromisoformat(self.expires) <= datetime.now(UTC)


def create(store: Path, name: str, scopes: Iterable[str], expires: datetime | None = None) -> str:
    """Make a token.

    Args:
        store: the folder of versions.
        name: who is to hold it.
        scopes: what it is to allow, of `SCOPES`.
        expires: when it is to end, with a time zone.

    Returns:
        The token; nobody can find it out later.

    Raises:
        UsageProblem: there is a token of that name (`token-exists`), or name or scopes cannot be used.
    """
    chosen = tuple(dict.fromkeys(scopes))
    for unknown in set(chosen) - set(SCOPES):
        hint = did_you_mean(unknown, SCOPES) or f"Use {' or '.join(SCOPES)}."
        raise UsageProblem(f"There is no scope “{unknown}”.", hint=hint)
    if not chosen or not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        hint = f"Give a printable name of at most {MAX_NAME} characters, and at least one scope."
        raise UsageProblem("A token needs a name and a scope.", hint=hint)
    token = _PREFIX + secrets.token_urlsafe(32)
    end = expires.astimezone(UTC).isoformat(timespec="seconds") if expires else ""
    made = Token(name, _hash(token), chosen, datetime.now(UTC).isoformat(timespec="seconds"), end)
    with _writing(store):
        known = tokens(store)
        if name in {other.name for other in known}:
            hint = "Revoke it first, or choose another name."
            raise UsageProblem(f"There is a token “{name}” already.", hint=hint, code="token-exists")
        _write(store, [*known, made])
    return token


def check(store: Path, token: str, scope: str) -> Token:
    """Find out who holds a token, and whether it allows something.

    The time that this takes tells nothing of the tokens that exist.

    Raises:
        UsageProblem: the token is not known or has expired (`token-invalid`), or does not allow it (`token-scope`).
    """
    digest = _hash(token)
    found = None
    for known in tokens(store):
        if hmac.compare_digest(known.sha256, digest):
            found = known
    if found is None or found.has_expired:
        said = "The token has expired." if found else "The token is not known."
        raise UsageProblem(said, hint="Make another: dealgraph token create", code="token-invalid")
    if scope not in found.scopes:
        hint = f"Use a token that was made with --scope {scope}."
        raise UsageProblem(f"The token “{found.name}” does not allow this.", hint=hint, code="token-scope")
    return found


def revoke(store: Path, name: str) -> None:
    """Make a token worthless at once.

    Raises:
        UsageProblem: there is no token of that name (`token-unknown`).
    """
    with _writing(store):
        known = tokens(store)
        rest = [token for token in known if token.name != name]
        if len(rest) == len(known):
            hint = did_you_mean(name, [token.name for token in known]) or "See the list: dealgraph token list"
            raise UsageProblem(f"There is no token “{name}”.", hint=hint, code="token-unknown")
        _write(store, rest)


def tokens(store: Path) -> list[Token]:
    """List the tokens, those that have expired too.

    Raises:
        StoreProblem: the file is damaged or cannot be read.
    """
    try:
        listed = json.loads((store / FILE).read_text(encoding="utf-8"))
        return [Token(**entry | {"scopes": tuple(entry["scopes"])}) for entry in listed]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        hint = "Mend the file, or remove it and make new tokens."
        raise StoreProblem(f"The file {FILE} of the store cannot be read: {error}", hint=hint) from error


@contextmanager
def _writing(store: Path) -> Generator[None]:
    from filelock import FileLock, Timeout

    try:
        store.mkdir(parents=True, exist_ok=True)
        with FileLock(store / ".tokens.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise StoreLocked("Somebody else changes the tokens.", hint="Wait for it to end, then try again.") from error
    except OSError as error:
        hint = "Name another folder with --store or DEALGRAPH_STORE."
        said = f"The folder {store} cannot be written: {error.strerror or error}."
        raise UsageProblem(said, hint=hint, code="folder-unwritable") from error


def _write(store: Path, known: Iterable[Token]) -> None:
    """Replace the file in one step; `mkstemp` makes it readable by its owner only."""
    handle, temporary = tempfile.mkstemp(dir=store, prefix=".tokens-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(token) for token in known], file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(store / FILE)
    sync(store)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
