"""The answers that were expected before the program was written: one test for each line of the design."""

import pytest

from dealgraph.standing import ask as ask_standing

SHORT = {
    "azure-commitment": "azure-purchase",
    "other-providers": "freedom-to-use-others",
    "additional-capacity": "freedom-to-build",
    "oracle-permission": "freedom-to-sign-oracle",
}
"""Names of rights in the design, and what they are called in the graph."""


@pytest.fixture
def ask(engine, ask_anywhere):
    return ask_anywhere(engine)


def called(*names):
    return {SHORT.get(name, name) for name in names}


def having(states, wanted):
    return {position for position, state in states.items() if state == wanted}


UNTIL_2030 = called("ip-access", "revenue-share", "api-exclusivity")


def test_in_february_2025_microsoft_has_five_rights_in_force_and_one_that_has_ended(states):
    found = states("rights-in-force", on="2025-02-01", holder="microsoft")
    in_force = called("api-exclusivity", "azure-commitment", "ip-access", "revenue-share", "first-refusal")
    assert having(found, "in-force") == in_force
    assert having(found, "ended") == {"cloud-exclusivity"}
    assert having(found, "unknown") == {"consent-right"}


def test_in_june_2030_the_three_that_run_until_2030_are_unknown_because_the_date_is_imprecise(ask):
    rows = ask("rights-in-force", on="2030-06-01", holder="microsoft").rows
    found = {row["position"].rpartition("/")[2]: row for row in rows}
    assert {found[name]["state"] for name in UNTIL_2030} == {"unknown"}
    assert [found[name]["reasons"] for name in sorted(UNTIL_2030)] == [["date-imprecise"]] * 3


@pytest.mark.parametrize(("until", "state"), [("inclusive", "in-force"), ("exclusive", "ended")])
def test_the_reading_of_until_settles_2030(states, until, state):
    found = states("rights-in-force", on="2030-06-01", holder="microsoft", until=until)
    assert {found[name] for name in UNTIL_2030} == {state}


def test_the_reading_is_echoed(ask):
    assert ask("why", right="ip-access", on="2030-06-01", until="inclusive").details["scenario"]["until"] == "inclusive"


@pytest.mark.parametrize("party", ["microsoft", "openai"])
def test_a_right_without_a_stated_holder_is_listed_for_every_party_and_flagged(ask, party):
    rows = {row["position"].rpartition("/")[2]: row for row in ask("rights-in-force", holder=party).rows}
    assert rows["revenue-share"]["holder_stated"] is False
    assert all(row["holder_stated"] for name, row in rows.items() if name != "revenue-share")


def test_rights_are_found_by_counterparty_and_by_kind(states):
    against = states("rights-in-force", on="2025-02-01", counterparty="microsoft")
    assert set(against) == called("other-providers", "additional-capacity", "oracle-permission", "revenue-share")
    assert set(states("rights-in-force", kind="exclusive right")) == {"cloud-exclusivity", "api-exclusivity"}
    assert set(states("rights-in-force", kind="ip-access")) == {"ip-access"}


def test_the_timeline_of_ip_access_has_four_parts(ask):
    rows = ask("timeline", right="ip-access").rows
    assert [(row["from"], row["to"], row["value"]) for row in rows] == [
        ("", "2025-01-20", "unknown"),
        ("2025-01-21", "2029-12-31", "true"),
        ("2030-01-01", "2030-12-31", "unknown"),
        ("2031-01-01", "", "false"),
    ]
    assert [row["reasons"] for row in rows] == [["not-dated"], [], ["date-imprecise"], []]


def test_ip_access_is_in_force_in_2028_by_what_is_stated_provided_that_two_things_do_not_happen(ask):
    (verdict,) = ask("why", right="ip-access", on="2028-01-01").details["verdicts"]
    assert (verdict["state"], verdict["certainty"], verdict["contestedBy"]) == ("in-force", "stated", [])
    assert [presumed["id"] for presumed in verdict["providedThatNot"]] == ["agi", "earning-systems"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("stated", {}),
        ("reported", {"ip-access": "ended"}),
        ("suggested", {"ip-access": "ended", "revenue-share": "unknown", "api-exclusivity": "unknown"}),
    ],
)
def test_what_agi_ends_depends_on_the_level(states, level, expected):
    assert states("what-ends", event="agi", on="2028-01-01", level=level) == expected


def test_the_reading_of_the_definition_can_be_switched_off(states):
    assert states("what-ends", event="agi", on="2028-01-01", disregard="7.2c") == {}


def test_declining_frees_the_grantor(ask):
    (row,) = ask("what-starts", event="decline", on="2026-01-01").rows
    assert row["position"].endswith("freedom-to-use-others")
    assert (row["state_before"], row["state"]) == ("conditional", "in-force")


def test_around_the_announcement_four_rights_change_and_four_only_become_certain(ask):
    rows = ask("diff", from_="2024-12-31", to="2025-02-01").rows
    changes = {row["position"].rpartition("/")[2]: row["change"] for row in rows if not row["apart"]}
    assert changes == {
        "cloud-exclusivity": "ends",
        "first-refusal": "starts",
        "azure-purchase": "starts",
        "freedom-to-use-others": "becomes conditional",
    }
    apart = {row["position"].rpartition("/")[2] for row in rows if row["apart"]}
    assert apart == UNTIL_2030 | called("additional-capacity")
    assert [row["apart"] for row in rows] == sorted(row["apart"] for row in rows)


def test_between_the_record_and_agi_in_2027_only_ip_access_differs_in_2028(ask):
    answer = ask("compare", on="2028-01-01", a="as-recorded", b__assume="agi@2027-06-30")
    (row,) = answer.rows
    assert row["position"].endswith("ip-access")
    assert (row["a_state"], row["b_state"]) == ("in-force", "ended")
    assert answer.details["a"]["name"] == "as-recorded"


def test_the_next_changes_are_those_of_2030_and_2031(ask):
    rows = ask("next-changes", after="2025-02-01").rows
    expected = [("2030-01-01", name, "unknown") for name in sorted(UNTIL_2030)]
    expected += [("2031-01-01", name, "ended") for name in sorted(UNTIL_2030)]
    assert [(row["date"], row["position"].rpartition("/")[2], row["state"]) for row in rows] == expected
    assert ask("next-changes", after="2025-02-01", within="P4Y").rows == ()


@pytest.mark.parametrize(("before", "number"), [("2030", 0), ("2031", 3), ("2031-06-01", 3)])
def test_rights_expire_from_the_day_on_which_they_may_have_ended(ask, before, number):
    rows = ask("expiring", on="2025-02-01", before=before).rows
    assert len(rows) == number
    assert {(row["may_end"], row["ends"]) for row in rows} <= {("2030-01-01", "2031-01-01")}


@pytest.mark.parametrize(
    ("value", "unit", "state", "reasons"),
    [
        ("99.9", "bnUSD", "in-force", []),
        ("100", "bnUSD", "ended", []),
        ("100000000000", "USD", "ended", []),
        ("80..150", "bn USD", "unknown", ["quantity-open"]),
        ("120", "bn EUR", "unknown", ["unit-mismatch"]),
    ],
)
def test_a_figure_meets_the_threshold_or_not_or_cannot_tell(ask, value, unit, state, reasons):
    (row,) = ask("threshold", measure="earning-capability", value=value, unit=unit, on="2028-06-01",
                 right="ip-access").rows  # fmt: skip
    assert (row["state"], row["reasons"]) == (state, reasons)


def test_a_threshold_concerns_only_the_rights_that_depend_on_it(states):
    assert set(states("threshold", measure="earning-capability", value="1", unit="bnUSD")) == {"ip-access"}


@pytest.mark.parametrize(
    ("need", "on", "state"),
    [
        ("need-1", "2026-02-28", "conditional"),
        ("need-1", "2026-03-01", "in-force"),
        ("need-2", "2026-03-01", "conditional"),
    ],
)
def test_declining_one_need_frees_the_grantor_for_this_need_only(states, need, on, state):
    found = states("first-refusal", need=need, on=on, assume="decline(need-1)@2026-03-01")
    assert found["freedom-to-use-others"] == state
    assert found["first-refusal"] == "in-force"


def test_that_elements_continue_does_not_tell_when_they_began(states):
    found = states("rights-in-force", on="2025-01-20", holder="microsoft")
    assert {found[name] for name in UNTIL_2030} == {"unknown"}


def test_without_outside_dates_nearly_everything_before_2030_is_unknown(ask):
    rows = ask("rights-in-force", on="2026-01-01", context="none").rows
    # That nobody has declined a need keeps the grantor's freedom conditional, whenever it began.
    known = {row["position"].rpartition("/")[2] for row in rows if row["state"] != "unknown"}
    assert known == {"freedom-to-use-others"}
    assert not any(row["outside"] for row in rows)
    assert {reason for row in rows for reason in row["reasons"]} <= {"not-dated", "may-end"}


def test_an_answer_that_rests_on_outside_dates_says_so(ask):
    (row,) = ask("why", right="ip-access", on="2028-01-01").rows
    assert row["outside"]
    (row,) = ask("why", right="ip-access", on="2031-06-01").rows
    assert not row["outside"]


def test_a_permission_that_has_been_used_is_exercised(ask):
    (row,) = ask("why", right="freedom-to-sign-oracle", on="2024-12-31").rows
    assert (row["state"], row["value"]) == ("exercised", "false")
    assert ask("why", right="freedom-to-sign-oracle", on="2026", never="oracle-signing").rows[0]["state"] == "in-force"


@pytest.mark.parametrize(
    ("burden", "right"),
    [("azure-duty", "azure-purchase"), ("cloud-prohibition", "cloud-exclusivity"), ("ip-no-right", "ip-access")],
)
def test_a_burden_begins_and_ends_with_its_right(ask, burden, right):
    one, other = (ask("timeline", right=name).rows for name in (burden, right))
    assert [(r["from"], r["state"]) for r in one] == [(r["from"], r["state"]) for r in other]


def test_a_right_without_a_stated_end_has_one_that_can_be_assumed(ask):
    (verdict,) = ask("why", right="first-refusal", on="2026").details["verdicts"]
    assert [presumed["id"] for presumed in verdict["providedThatNot"]] == ["end(first-refusal)"]
    (row,) = ask("why", right="first-refusal", on="2026-06", assume="end(first-refusal)@2026-05-01").rows
    assert row["state"] == "ended"


def test_on_may_be_a_day_a_month_or_a_year(ask):
    (verdict,) = ask("why", right="first-refusal", on="2025").details["verdicts"]
    assert (verdict["value"], verdict["state"], verdict["on"]) == ("varies", "varies", "2025")
    assert [(part["from"], part["state"]) for part in verdict["segments"]] == [
        ("2025-01-01", "not-yet"),
        ("2025-01-21", "in-force"),
    ]
    (verdict,) = ask("why", right="first-refusal", on="2025-02").details["verdicts"]
    assert (verdict["value"], len(verdict["segments"])) == ("true", 1)


def test_today_is_echoed_where_no_date_is_given(ask):
    assert ask("why", right="ip-access").details["on"] == "2025-03-01"


def test_in_an_open_world_what_nobody_reports_is_unknown(ask):
    (row,) = ask("why", right="ip-access", on="2024-06-01", world="open").rows
    assert set(row["reasons"]) == {"event-open", "not-dated"}
    (row,) = ask("why", right="ip-access", on="2028-01-01", world="open").rows
    assert row["reasons"] == ["beyond-record"]


def test_answers_name_the_latest_document_and_warn_of_what_lies_after_it(ask):
    details = ask("why", right="ip-access", on="2028-01-01").details
    assert details["knownBy"] == {
        "document": "article",
        "label": "Article on the end of exclusivity between Microsoft and OpenAI",
        "recorded": "2025-01-21",
    }
    assert len(details["warnings"]) == 1
    assert ask("why", right="ip-access", on="2025-01-21").details["warnings"] == []
    assert ask("why", right="ip-access", context="none").details["knownBy"] is None


def test_before_the_article_nothing_of_it_was_known(ask):
    rows = ask("as-known", asOf="2024", on="2025-02-01", holder="microsoft").rows
    assert {(row["state"], *row["reasons"]) for row in rows} == {("unknown", "beyond-record")}
    assert {row["state_now"] for row in rows} == {"in-force", "unknown", "ended"}


def test_the_table_has_the_columns_that_are_declared(ask, store):
    answer = ask("why", right="ip-access")
    table = answer.table
    assert table.columns[:9] == ("position", "label", "holder", "state", "value", "cause", "certainty",
                                 "provided_that_not", "outside")  # fmt: skip
    assert table.columns == tuple(column.name for column in answer.question.columns)
    assert [len(row) for row in table] == [len(table.columns)]
    assert ask_standing(store, "undetermined").rows is not None


def test_the_cause_of_an_end_is_what_happened_first(ask):
    (verdict,) = ask("why", right="cloud-exclusivity", on="2026").details["verdicts"]
    assert (verdict["cause"]["id"], verdict["cause"]["since"]) == ("shift", "2025-01-21")
    (verdict,) = ask("why", right="ip-access", on="2029", assume="agi@2027-06-30").details["verdicts"]
    assert (verdict["cause"]["id"], verdict["cause"]["since"]) == ("agi", "2027-06-30")
    assert [assumed["id"] for assumed in verdict["assumed"]] == ["agi"]


def test_an_assumption_is_never_printed_as_a_fact(ask):
    (verdict,) = ask("why", right="ip-access", on="2029", assume="agi@2027-06-30").details["verdicts"]

    def leaves(step):
        return [step] if not step["children"] else [leaf for child in step["children"] for leaf in leaves(child)]

    bases = {leaf["basis"] for leaf in leaves(verdict["proof"]) if leaf.get("ref") == "agi"}
    assert bases == {"assumed by the scenario"}


def test_a_verdict_has_a_profile_and_the_levels_that_contest_it(ask):
    (verdict,) = ask("why", right="ip-access", on="2028-01-01", assume="agi@2027-06-30").details["verdicts"]
    profile = {level: found["state"] for level, found in verdict["profile"].items()}
    assert profile == {"stated": "in-force", "reported": "ended", "suggested": "ended", "rumoured": "ended"}
    assert (verdict["certainty"], verdict["contestedBy"]) == ("reported", ["stated"])


def test_a_verdict_does_not_depend_on_the_weakest_claim_in_its_proof(ask):
    (row,) = ask("why", right="ip-access", on="2028-01-01", level="rumoured").rows
    assert row["certainty"] == "stated"
    assert len(row["provided_that_not"]) == 3


def test_a_rumour_makes_unknown_at_most(states):
    found = states("what-ends", event="nullify", on="2026-01-01", level="rumoured")
    assert found == dict.fromkeys(UNTIL_2030, "unknown")
    assert states("what-ends", event="nullify", on="2026-01-01") == {}


def test_passages_and_readings_are_named(ask):
    (verdict,) = ask("why", right="ip-access", on="2028-01-01").details["verdicts"]
    assert "article 6.1, characters 1397-1638" in verdict["passages"]
    assert verdict["readings"] == ["context-dates:6.1a", "article:7.2c"]
    assert verdict["documents"] == ["article", "context-dates"]
