"""The right of first refusal: for each need anew, and what a contract with another would be."""

import pytest

DECLINED = "decline(need-1)@2026-03-01"
ACCEPTED = "accept(need-1)@2026-03-01"


def named(answer):
    return {row["position"].rpartition("/")[2]: row for row in answer.rows}


@pytest.mark.parametrize(
    ("assume", "stage", "hosting", "freedom"),
    [
        ([], "no need", "conditional", "conditional"),
        (["need(need-1)@2026-02-01"], "needed", "conditional", "conditional"),
        (["offer(need-1)@2026-02-01"], "offered", "conditional", "conditional"),
        ([ACCEPTED], "accepted", "in-force", "conditional"),
        ([DECLINED], "declined", "conditional", "in-force"),
    ],
)
def test_a_need_goes_from_need_to_offer_to_a_reply(ask, assume, stage, hosting, freedom):
    rows = named(ask("first-refusal", need="need-1", on="2026-04-01", assume=assume))
    assert {row["stage"] for row in rows.values()} == {stage}
    assert rows["hosting-opportunity"]["state"] == hosting
    assert rows["freedom-to-use-others"]["state"] == freedom


def test_no_reply_means_nothing_however_long_it_takes(ask):
    rows = named(ask("first-refusal", need="need-1", on="2040", assume="offer(need-1)@2026-02-01"))
    assert rows["freedom-to-use-others"]["state"] == "conditional"


def test_a_lapse_can_be_assumed(ask):
    assume = ["offer(need-1)@2026-02-01", "decline(need-1)@2026-05-01"]
    assert named(ask("first-refusal", on="2026-05-01", assume=assume))["freedom-to-use-others"]["state"] == "in-force"


@pytest.mark.parametrize("reply", [DECLINED, ACCEPTED])
def test_a_reply_does_not_end_the_right(ask, reply):
    assert named(ask("first-refusal", need="need-2", on="2027", assume=reply))["first-refusal"]["state"] == "in-force"


def test_taking_up_counts_only_while_the_right_is_in_force(ask):
    rows = named(ask("first-refusal", need="need-1", on="2026", assume="accept(need-1)@2024-12-01"))
    assert rows["hosting-opportunity"]["state"] == "conditional"
    assume = [ACCEPTED, "end(first-refusal)@2027-01-01"]
    rows = named(ask("first-refusal", need="need-1", on="2028", assume=assume))
    assert (rows["first-refusal"]["state"], rows["hosting-opportunity"]["state"]) == ("ended", "in-force")


def test_the_trigger_does_not_decide_whether_the_right_is_in_force(ask):
    (row,) = ask("why", right="first-refusal", on="2026", never="need-arises").rows
    assert row["state"] == "in-force"


def test_needs_that_are_assumed_are_listed_among_the_rights(ask):
    rows = ask("rights-in-force", on="2026-04-01", holder="openai", assume=DECLINED).rows
    found = {row["label"]: row["state"] for row in rows if "freedom-to-use-others" in row["position"]}
    assert {(label.endswith("(need-1)"), state) for label, state in found.items()} == {
        (True, "in-force"),
        (False, "conditional"),
    }


@pytest.mark.parametrize(
    ("on", "given", "breach"),
    [
        ("2024-06-01", {}, "no breach"),
        ("2026-01-01", {}, "breach"),
        ("2026-01-01", {"counterparty": "oracle"}, "breach"),
        ("2026-01-01", {"counterparty": "microsoft"}, "no breach"),
        ("2026-02-28", {"assume": DECLINED}, "breach"),
        ("2026-03-01", {"assume": DECLINED}, "no breach"),
        ("2026-03-15", {"assume": "decline(need-1)@2026-03"}, "unknown"),
        ("2026-03-01", {"assume": "decline(need-2)@2026-03-01"}, "breach"),
        ("2026-03-01", {"world": "open"}, "unknown"),
        ("2026-03-01", {"context": "none"}, "unknown"),
        ("2027-01-01", {"assume": "end(first-refusal)@2026-06-01"}, "no breach"),
        ("2025-01", {}, "varies"),
    ],
)
def test_a_contract_with_another_is_a_breach_or_not_or_cannot_be_told(ask, on, given, breach):
    (row,) = ask("breach", need="need-1", on=on, **given).rows
    assert row["breach"] == breach


def test_a_breach_presumes_that_nobody_has_declined(ask):
    (verdict,) = ask("breach", need="need-1", on="2026-01-01").details["verdicts"]
    assert [presumed["id"] for presumed in verdict["providedThatNot"]] == ["decline(need-1)", "end(first-refusal)"]


@pytest.mark.parametrize(
    ("on", "assume", "holder", "others"),
    [
        ("2024-12-01", [], "in-force", "not-yet"),
        ("2026-01-01", [], "conditional", "conditional"),
        ("2026-04-01", [DECLINED], "ended", "in-force"),
        ("2026-04-01", [ACCEPTED], "in-force", "ended"),
        ("2027-04-01", ["end(first-refusal)@2027-01-01"], "ended", "in-force"),
    ],
)
def test_who_may_host_depends_on_the_date_and_on_the_reply(ask, on, assume, holder, others):
    rows = {row["host"]: row["state"] for row in ask("who-may-host", need="need-1", on=on, assume=assume).rows}
    assert rows == {"Microsoft": holder, "anybody else": others}


def test_one_option_can_be_asked_for(ask):
    assert ask("breach", right="first-refusal").rows == ask("breach").rows
    assert ask("breach", right="ip-access").rows == ()


def test_a_contract_with_the_holder_itself_is_no_breach_and_the_proof_says_why(ask):
    from dealgraph.standing.proof import recomputed

    for other, expected in (("oracle", "true"), ("microsoft", "false")):
        (verdict,) = ask("breach", need="need-1", on="2026-01-01", counterparty=other).details["verdicts"]
        assert verdict["value"] == recomputed(verdict["proof"]) == expected
