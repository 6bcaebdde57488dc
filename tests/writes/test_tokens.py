"""A token opens what it was made for, until it ends, and nobody can read it in the store."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from dealgraph import tokens
from dealgraph.problems import StoreProblem, UsageProblem


def code(function, *arguments):
    with pytest.raises(UsageProblem) as caught:
        function(*arguments)
    return caught.value.code


def test_a_token_says_who_holds_it(tmp_path):
    one = tokens.create(tmp_path, "one", ["update"])
    two = tokens.create(tmp_path, "two", ["store", "update", "store"])
    assert tokens.check(tmp_path, one, "update").name == "one"
    assert tokens.check(tmp_path, two, "store").scopes == ("store", "update")


def test_a_token_has_256_random_bits_and_is_never_written(tmp_path):
    found = {tokens.create(tmp_path, f"t{number}", ["update"]) for number in range(20)}
    assert len(found) == 20
    assert all(token.startswith("dg_") and len(token) == 3 + 43 for token in found)
    text = (tmp_path / tokens.FILE).read_text()
    assert not any(token[3:] in text for token in found)


def test_only_the_owner_may_read_the_file(tmp_path):
    tokens.create(tmp_path, "one", ["update"])
    tokens.create(tmp_path, "two", ["update"])
    assert stat.S_IMODE((tmp_path / tokens.FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("token", ["", "dg_", "dg_" + "x" * 43, "é", "\udcff", "x" * 100_000])
def test_an_unknown_token_opens_nothing(tmp_path, token):
    assert code(tokens.check, tmp_path, token, "update") == "token-invalid"
    tokens.create(tmp_path, "one", ["update"])
    assert code(tokens.check, tmp_path, token, "update") == "token-invalid"


def test_the_hash_itself_opens_nothing(tmp_path):
    tokens.create(tmp_path, "one", ["update"])
    assert code(tokens.check, tmp_path, tokens.tokens(tmp_path)[0].sha256, "update") == "token-invalid"


def test_a_token_opens_only_its_scopes(tmp_path):
    token = tokens.create(tmp_path, "one", ["update"])
    assert code(tokens.check, tmp_path, token, "store") == "token-scope"


def test_a_token_ends(tmp_path):
    now = datetime.now(UTC)
    over = tokens.create(tmp_path, "over", ["update"], now - timedelta(seconds=1))
    good = tokens.create(tmp_path, "good", ["update"], now + timedelta(days=1))
    assert code(tokens.check, tmp_path, over, "update") == "token-invalid"
    assert tokens.check(tmp_path, good, "update").expires


def test_a_revoked_token_opens_nothing_and_the_others_go_on(tmp_path):
    one, two = (tokens.create(tmp_path, name, ["update"]) for name in ("one", "two"))
    tokens.revoke(tmp_path, "one")
    assert code(tokens.check, tmp_path, one, "update") == "token-invalid"
    assert tokens.check(tmp_path, two, "update").name == "two"
    assert code(tokens.revoke, tmp_path, "one") == "token-unknown"
    assert tokens.create(tmp_path, "one", ["update"]) != one


def test_a_name_is_given_once(tmp_path):
    tokens.create(tmp_path, "one", ["update"])
    assert code(tokens.create, tmp_path, "one", ["store"]) == "token-exists"


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 101])
def test_a_token_needs_a_name(tmp_path, name):
    assert code(tokens.create, tmp_path, name, ["update"]) == "usage-invalid"
    assert tokens.tokens(tmp_path) == []


@pytest.mark.parametrize("scopes", [[], ["admin"], ["update", "Store"]])
def test_a_token_needs_known_scopes(tmp_path, scopes):
    assert code(tokens.create, tmp_path, "one", scopes) == "usage-invalid"
    assert tokens.tokens(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"name": "x"}]', '[{"scopes": 1}]'])
def test_a_damaged_file_opens_nothing(tmp_path, content):
    (tmp_path / tokens.FILE).write_text(content)
    if content == "{}":
        assert code(tokens.check, tmp_path, "dg_x", "update") == "token-invalid"
        return
    with pytest.raises(StoreProblem):
        tokens.check(tmp_path, "dg_x", "update")


def test_every_hash_is_compared_whichever_fits(tmp_path, monkeypatch):
    made = [tokens.create(tmp_path, f"t{number}", ["update"]) for number in range(5)]
    compared = []
    compare = tokens.hmac.compare_digest
    monkeypatch.setattr(tokens.hmac, "compare_digest", lambda a, b: compared.append(a) or compare(a, b))
    for token in (made[0], made[4]):
        compared.clear()
        tokens.check(tmp_path, token, "update")
        assert len(compared) == 5
