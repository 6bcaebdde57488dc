"""The commands for tokens, versions and going back."""

import pytest

from dealgraph import tokens, versions
from dealservice.cli import run

INSERT = "INSERT DATA { <urn:a> <urn:b> 1 }"


@pytest.fixture
def do(folder, capsys, monkeypatch):
    """Run a command on the store, and give its status and what it printed."""
    monkeypatch.setenv("DEALGRAPH_STORE", str(folder))

    def doing(*words):
        status = run(words)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return doing


def test_a_token_is_made_listed_and_revoked(do, folder):
    status, token, said = do("token", "create", "importer", "--scope", "update", "--scope", "store", "--days", "3")
    assert status == 0
    assert "cannot be shown again" in said
    assert tokens.check(folder, token.strip(), "store").expires
    status, listed, _ = do("token", "list")
    assert "importer" in listed
    assert "update, store" in listed
    assert token.strip() not in listed
    assert do("token", "revoke", "importer")[0] == 0
    assert tokens.tokens(folder) == []
    status, _, said = do("token", "revoke", "importer")
    assert (status, "token-unknown" in said) == (2, True)


def test_a_token_needs_a_scope_that_exists(do):
    assert do("token", "create", "x")[0] == 2
    assert do("token", "create", "x", "--scope", "admin")[0] == 2


def test_the_versions_are_listed_and_the_one_that_counts_is_marked(do, folder, editor):
    first = versions.current(folder).name
    change = editor.update(INSERT)
    status, listed, _ = do("versions")
    assert status == 0
    (line,) = (line for line in listed.splitlines() if change.version in line)
    assert [word for word in ("tester", "update", "+1", "-0", "counts") if word not in line] == []
    status, said, _ = do("rollback", first[:8])
    assert (status, f"Version {first} took the place of {change.version}." in said) == (0, True)
    listed = do("versions")[1].splitlines()
    assert "counts" not in listed[3]
    assert "rollback" in listed[4]
    assert "counts" in listed[4]
    assert "counts already" in do("rollback", first)[1]


def test_a_version_that_is_gone_is_marked(do, folder, editor):
    editor.update(INSERT)
    gone = editor.update("DELETE DATA { <urn:a> <urn:b> 1 } ; INSERT DATA { <urn:a> <urn:b> 2 }").previous
    for file in (folder / "versions" / gone).iterdir():
        file.unlink()
    assert [line for line in do("versions")[1].splitlines() if gone in line and "gone" in line]
    status, _, said = do("rollback", gone)
    assert (status, "version-unknown" in said) == (2, True)


def test_a_remote_engine_has_neither_tokens_nor_versions(do, monkeypatch):
    monkeypatch.setenv("DEALGRAPH_STORE", "http://127.0.0.1:1/sparql")
    for words in (["token", "list"], ["versions"], ["rollback", "x"]):
        assert do(*words)[0] == 2
