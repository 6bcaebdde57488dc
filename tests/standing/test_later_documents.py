"""Documents that come later: what was known when, what replaces what, and what contradicts what."""

import pytest

from dealgraph.places import data_folder

SHIPPED = "openai-microsoft-2025-10"
IP_RIGHTS = "Microsoft's rights in OpenAI's models and products"


def states(answer):
    return {row["position"].rpartition("/")[2]: row["state"] for row in answer.rows}


def test_a_later_document_ends_a_right_without_a_change_to_the_first(ask_with):
    rows = ask_with(SHIPPED, "timeline", right="first-refusal").rows
    assert [(row["from"], row["state"]) for row in rows] == [
        ("", "not-yet"),
        ("2025-01-21", "in-force"),
        ("2025-10-28", "ended"),
    ]


@pytest.mark.parametrize(("as_of", "state"), [("2025-06-30", "in-force"), ("2025-10-28", "ended"), ("2026", "ended")])
def test_what_was_known_by_a_date_does_not_hold_what_came_later(ask_with, as_of, state):
    rows = ask_with(SHIPPED, "as-known", asOf=as_of, on="2025-12-01").rows
    found = {row["position"].rpartition("/")[2]: row for row in rows}["first-refusal"]
    assert (found["state"], found["state_now"], found["differs"]) == (state, "ended", state != "ended")


def test_answers_name_the_latest_document_that_counts(ask_with):
    now = ask_with(SHIPPED, "why", right="first-refusal", on="2025-12-01").details
    then = ask_with(SHIPPED, "why", right="first-refusal", on="2025-12-01", asOf="2025-06").details
    assert now["knownBy"]["document"] == SHIPPED
    assert then["knownBy"]["document"] == "article"
    assert now["scenario"]["digest"] != then["scenario"]["digest"]


def test_a_right_ends_when_the_one_that_takes_its_place_begins(ask_with):
    (row,) = ask_with(SHIPPED, "why", right="ip-access", on="2025-12-01").rows
    assert (row["state"], row["cause"]) == ("ended", f"superseded by {IP_RIGHTS}")
    (row,) = ask_with(SHIPPED, "why", right="ip-access", on="2025-12-01", asOf="2025-06").rows
    assert row["state"] == "in-force"


def test_through_includes_the_year(ask_with):
    rows = ask_with(SHIPPED, "timeline", right="ip-rights").rows
    assert [(row["from"], row["state"]) for row in rows] == [
        ("", "not-yet"),
        ("2025-10-28", "in-force"),
        ("2033-01-01", "ended"),
    ]


def test_alternatives_in_one_condition_end_a_right_by_whichever_comes_first(ask_with):
    with_panel = ask_with(SHIPPED, "timeline", right="research-access", assume="panel-verifies@2027").rows
    assert [(row["from"], row["state"]) for row in with_panel][-2:] == [
        ("2027-01-01", "unknown"),
        ("2027-12-31", "ended"),
    ]


def test_supersession_is_told_with_its_claims(ask_with):
    rows = ask_with(SHIPPED, "superseded", on="2026", agreement="definitive-deal").rows
    found = {row["item"]: (row["superseded_by"], row["claims"]) for row in rows}
    assert found["term-ip"] == ("term-ip-rights", [f"{SHIPPED}:3.1a"])
    assert found["ip-access"] == ("ip-rights", [f"{SHIPPED}:3.1a"])
    assert found["revenue-share"] == ("revenue-share-continued", [f"{SHIPPED}:5.1a"])
    assert set(found) == {"term-ip", "ip-access", "term-revenue", "revenue-share", "term-api", "api-exclusivity",
                          "term-first-refusal"}  # fmt: skip


def test_the_article_alone_does_not_change_when_the_later_source_is_built_in(ask, ask_with):
    for day in ("2025-02-01", "2028-01-01", "2031-01-01"):
        alone = states(ask("rights-in-force", on=day))
        then = ask_with(SHIPPED, "rights-in-force", on=day, asOf="2025-06")
        known = {row["position"].rpartition("/")[2]: row["state"] for row in then.rows}
        assert known == alone
        assert {row["state"] for row in ask_with(SHIPPED, "as-known", on=day, asOf="2025-06").rows} >= set(
            alone.values()
        )


def test_what_the_later_source_continues_lasts_until_the_panel_has_decided(ask_with):
    held = states(ask_with(SHIPPED, "rights-in-force", on="2031-06-01", holder="microsoft"))
    assert (held["revenue-share-continued"], held["api-exclusivity-continued"]) == ("in-force", "in-force")
    assert (held["ip-rights"], held["research-access"]) == ("in-force", "ended")
    ends = states(ask_with(SHIPPED, "what-ends", event="panel-verifies", on="2028-01-01"))
    assert ends == dict.fromkeys(("revenue-share-continued", "api-exclusivity-continued", "research-access"), "ended")
    read = states(ask_with(SHIPPED, "what-ends", event="panel-verifies", on="2028-01-01", disregard=f"{SHIPPED}:6.1b"))
    assert "api-exclusivity-continued" not in read


def test_who_may_host_is_settled_once_the_right_of_first_refusal_is_given_up(ask_with):
    rows = ask_with(SHIPPED, "who-may-host", need="need-1", on="2025-12-01").rows
    assert {row["host"]: row["state"] for row in rows} == {"Microsoft": "ended", "anybody else": "in-force"}


def test_the_passages_of_the_later_source_are_those_of_its_own_outline():
    """The outline is what the claims say, one a line: whoever has the notes has the text that the digests are of."""
    import hashlib

    import yaml

    notes = yaml.safe_load((data_folder("notes") / f"{SHIPPED}.yaml").read_text(encoding="utf-8"))
    outline = "\n".join(claim["says"] for claim in notes["claims"].values())
    assert notes["source"]["sha256"] == hashlib.sha256(outline.encode()).hexdigest()
    assert int(notes["source"]["character count"]) == len(outline)
    for number, passage in notes["passages"].items():
        words = outline[int(passage["start"]) : int(passage["end"])]
        assert passage["sha256"] == hashlib.sha256(words.encode()).hexdigest()
        own = [claim["says"] for claim in notes["claims"].values() if claim["passage"] == number]
        assert words == "\n".join(own)


def test_dates_of_the_same_end_that_disagree_are_a_conflict_where_they_differ(ask_with):
    rows = ask_with("rival-report", "timeline", right="ip-access").rows
    assert [(row["from"], row["state"]) for row in rows][2:] == [("2030-01-01", "unknown"), ("2033-01-01", "ended")]
    (row,) = ask_with("rival-report", "why", right="ip-access", on="2031-06-01").rows
    assert (row["state"], row["reasons"]) == ("unknown", ["conflict"])


def test_both_sides_of_a_conflict_stand_in_the_proof(ask_with):
    (verdict,) = ask_with("rival-report", "why", right="ip-access", on="2031-06-01").details["verdicts"]

    def steps(step):
        yield step
        for child in step["children"]:
            yield from steps(child)

    (clash,) = [step for step in steps(verdict["proof"]) if step["op"] == "agreed"]
    assert {child["ref"]: child["value"] for child in clash["children"]} == {"c-2030": "true", "c-ip-2032": "false"}
    assert clash["reason"] == "conflict"


def test_of_alternative_dates_the_firmest_counts(ask_with):
    rows = ask_with("rival-report", "timeline", right="api-exclusivity").rows
    assert [row["from"] for row in rows] == ["", "2025-01-21", "2030-01-01", "2031-01-01"]


def test_later_wins_only_where_a_claim_says_so(ask_with):
    rows = ask_with("rival-report", "timeline", right="revenue-share").rows
    assert [row["from"] for row in rows] == ["", "2025-01-21", "2033-01-01"]
    rows = ask_with("rival-report", "timeline", right="revenue-share", disregard="rival-report:1.3a").rows
    assert [row["from"] for row in rows] == ["", "2025-01-21", "2030-01-01", "2031-01-01"]


def test_conflicts_are_listed_with_what_became_of_each_value(ask_with):
    rows = ask_with("rival-report", "conflicts", on="2031-06-01").rows
    found = {(row["slot"], row["item"]): row["outcome"] for row in rows}
    assert found == {
        ("ip-access/ends/time", "c-2030"): "conflict",
        ("ip-access/ends/time", "c-ip-2032"): "conflict",
        ("api-exclusivity/ends/time", "c-2030"): "counts",
        ("api-exclusivity/ends/time", "c-api-2027"): "weaker",
        ("revenue-share/ends/time", "c-2030"): "superseded",
        ("revenue-share/ends/time", "c-revenue-2032"): "counts",
    }
    one = ask_with("rival-report", "conflicts", slot="ip-access").rows
    assert {row["item"] for row in one} == {"c-2030", "c-ip-2032"}
    assert ask_with("rival-report", "conflicts", slot="ip-access/ends/time").rows == one
