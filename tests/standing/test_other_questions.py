"""The other questions, and what all of them have in common."""

import json

import pytest

from dealgraph.binding import read_values
from dealgraph.lookup import Lookup
from dealgraph.names import ID
from dealgraph.places import data_folder
from dealgraph.questions import open_catalog
from dealgraph.standing import QUESTIONS
from dealgraph.standing import ask as ask_standing
from dealgraph.standing.answer_rdf import answer_quads
from dealgraph.standing.inquiries import INQUIRIES
from dealgraph.standing.proof import recomputed
from dealgraph.standing.rendering import text_of

NAMES = [
    "rights-in-force", "timeline", "why", "why-not", "what-ends", "what-starts", "diff", "compare", "next-changes",
    "expiring", "levers", "depends-on", "conditions", "undetermined", "contested", "threshold", "first-refusal",
    "breach", "who-may-host", "conflicts", "superseded", "definition", "positions-of", "assumptions", "sources",
    "as-known", "events",
]  # fmt: skip
EVERY = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


def examples(question):
    return {p.name: [p.example] for p in question.parameters if p.required}


def column(answer, name):
    return [row[name] for row in answer.rows]


def test_the_questions_are_those_of_the_design():
    assert sorted(QUESTIONS) == sorted(NAMES)


@EVERY
def test_every_question_answers_its_example_in_every_form(store, question):
    answer = ask_standing(store, question.name, examples(question))
    table = list(answer.table)
    details = json.loads(json.dumps(answer.details))
    assert len(table) == len(answer.rows) == len(details["rows"])
    assert details["question"] == question.name
    scenario = "asOf=2025-06-30" if question.name == "as-known" else "as-recorded"
    assert details["scenario"]["name"] == scenario
    assert text_of(details).startswith(f"{question.question} ({question.name}, {details['on']})")
    assert ("Nothing is assumed" in text_of(details)) == (scenario == "as-recorded")
    assert len(answer_quads(details)) >= len(details["verdicts"])


@EVERY
def test_every_question_declares_itself_for_people(question):
    assert question.question.endswith("?")
    assert question.description.endswith(".")
    names = [parameter.name for parameter in question.parameters]
    assert len(names) == len(set(names))
    assert {"assume", "never", "disregard", "world", "level", "until", "asOf", "context"} <= set(names)
    columns = [column.name for column in question.columns]
    assert len(columns) == len(set(columns))
    assert all(parameter.description.endswith(".") for parameter in question.parameters)
    assert all(parameter.example for parameter in question.parameters if parameter.required)


def test_the_catalog_takes_all_questions_beside_those_in_files():
    catalog = open_catalog([data_folder("queries")], ["dealgraph.standing.inquiries:INQUIRIES"])
    for name in NAMES:
        assert catalog.get(name) in INQUIRIES


@pytest.mark.parametrize("inquiry", INQUIRIES, ids=lambda inquiry: inquiry.name)
def test_a_question_asked_through_the_catalog_has_the_same_answer(store, inquiry):
    given = examples(inquiry) | {p.name: ["2028-01-01"] for p in inquiry.parameters if p.name == "on"}
    values = read_values(inquiry, given, Lookup(store))
    assert list(inquiry.answer(store, values)) == list(ask_standing(store, inquiry.name, given).table)


def test_why_not_names_what_is_missing(ask):
    (row,) = ask("why-not", right="freedom-to-use-others", on="2026").rows
    assert (row["role"], row["item"], row["item_value"]) == (["requires"], "c-need-and-decline", "false")
    assert ask("why-not", right="first-refusal", on="2026").rows == ()
    assert column(ask("why-not", right="first-refusal", on="2024"), "item") == ["shift"]
    (row,) = ask("why-not", right="ip-access", on="2030-06-01").rows
    assert (row["role"], row["item"], row["reasons"]) == (["ends"], "c-2030", ["date-imprecise"])


def test_levers_are_the_single_assumptions_that_change_the_verdict(ask):
    answer = ask("levers", right="ip-access", on="2028-01-01")
    found = {row["lever"]: row["state"] for row in answer.rows}
    assert found == {
        "assume=agi@2028-01-01": "ended",
        "assume=earning-systems@2028-01-01": "ended",
        "assume=earning-capability=100000000000USD@2028-01-01": "ended",
        "never=elements-begin": "not-yet",
        "world=open": "unknown",
        "context=none": "unknown",
    }


def test_every_lever_moves_what_it_is_said_to_move(ask):
    for right in ("ip-access", "first-refusal", "consent-right", "freedom-to-use-others"):
        for row in ask("levers", right=right, on="2028-01-01").rows:
            name, _, word = row["lever"].partition("=")
            (now,) = ask("why", right=right, on="2028-01-01", **{name: word}).rows
            assert now["state"] == row["state"] != row["state_before"]


def test_a_claim_set_aside_can_be_a_lever(ask):
    found = column(ask("levers", right="consent-right", on="2028-01-01"), "lever")
    assert "disregard=article:1.2a" in found


def test_what_a_right_depends_on_is_listed_with_its_roles(ask):
    rows = {row["item"]: (row["kind"], row["role"]) for row in ask("depends-on", right="ip-access").rows}
    assert rows == {
        "elements-begin": ("event", ["starts"]),
        "until-2030": ("time", ["ends"]),
        "agi": ("event", ["ends"]),
        "earning-systems": ("event", ["ends"]),
        "earning-capability": ("measure", ["ends"]),
        "nullify": ("event", ["may end"]),
        "blog-publication": ("event", ["bounds in time"]),
    }


def test_clauses_are_listed_even_where_they_do_not_count(ask):
    rows = {row["item"]: row for row in ask("conditions", right="ip-access", on="2028-01-01").rows}
    assert {name: (row["level"], row["counts"]) for name, row in rows.items()} == {
        "c-elements-begun": ("stated", True),
        "c-2030": ("stated", True),
        "c-earnings": ("reported", True),
        "c-agi": ("reported", True),
        "c-nullify": ("rumoured", False),
    }
    assert {row["item"] for row in ask("conditions", right="azure-duty").rows} == {"c-commitment"}


def test_what_is_taken_for_granted_is_listed_by_kind(ask):
    rows = [(row["kind"], row["item"]) for row in ask("assumptions", right="ip-access", on="2028-01-01").rows]
    assert rows == [
        ("presumption", "agi"),
        ("presumption", "earning-systems"),
        ("reading", "context-dates:6.1a"),
        ("reading", "article:7.2c"),
        ("outside", "context-dates:6.1a"),
    ]


def test_sources_are_claims_with_speaker_document_and_passage(ask):
    rows = {row["claim"].removeprefix(ID): row for row in ask("sources", right="ip-access").rows}
    assert rows["article-claim-7.2a"]["level"] == "reported"
    assert rows["article-claim-6.1b"]["speaker"] == "Microsoft"
    assert rows["context-dates-claim-6.1a"]["outside"] is True
    assert "article-claim-8.1b" not in rows
    assert "article-claim-8.1b" in {r["claim"].removeprefix(ID) for r in ask("sources", right="ip-access",
                                                                               level="rumoured").rows}  # fmt: skip


@pytest.mark.parametrize("term", ["agi", "agi-definition", "id:agi-definition"])
def test_a_definition_is_found_by_its_notion_and_names_its_reading(ask, term):
    (row,) = ask("definition", term=term).rows
    assert (row["item"], row["reading"], row["counts"], row["item_value"]) == ("c-earnings", True, True, "false")
    (row,) = ask("definition", term=term, disregard="7.2c").rows
    assert row["counts"] is False


def test_events_tell_when_they_lie_and_whether_rights_depend_on_them(ask):
    rows = {row["item"]: row for row in ask("events", on="2025-02-01").rows}
    assert (rows["oracle-announcement"]["earliest"], rows["oracle-announcement"]["latest"]) == (
        "2024-06-01",
        "2024-06-30",
    )
    assert (rows["arrangement-begins"]["earliest"], rows["arrangement-begins"]["latest"]) == ("", "2024-06-30")
    assert rows["elements-begin"]["latest"] == "2025-01-21"
    assert rows["product-delays"]["assumable"] is False
    assert "nullify" not in rows
    assert {row["item"] for row in ask("events", happened="no", assumable="yes").rows} == {
        "accept", "agi", "decline", "earning-systems", "need-arises"}  # fmt: skip
    assert all(row["happened"] for row in ask("events", happened="yes").rows)


def test_superseded_lists_agreements_terms_and_rights(ask):
    rows = {row["item"]: row["superseded_by"] for row in ask("superseded").rows}
    assert rows == {
        "exclusive-arrangement": "new-agreement",
        "term-cloud-exclusivity": "term-first-refusal",
        "cloud-exclusivity": "first-refusal",
    }
    assert ask("superseded", agreement="cooperation").rows == ()


def test_positions_of_a_company_are_rights_and_burdens(states):
    found = states("positions-of", company="openai", on="2025-02-01")
    assert found["first-refusal-liability"] == "in-force"
    assert found["freedom-to-use-others"] == "conditional"
    assert found["cloud-prohibition"] == "ended"
    assert "first-refusal" not in found


def test_undetermined_rights_have_reasons(ask):
    assert {row["position"].removeprefix(ID): row["reasons"] for row in ask("undetermined", on="2025-02-01").rows} == {
        "consent-right": ["may-end"]}  # fmt: skip
    assert "azure-purchase" in {r["position"].removeprefix(ID) for r in ask("undetermined", on="2025-01").rows}


def test_contested_verdicts_show_their_profile(ask):
    rows = {r["position"].removeprefix(ID): r for r in ask("contested", on="2028-01-01", assume="agi@2027").rows}
    assert rows["ip-access"]["contested_by"] == ["stated"]
    assert rows["revenue-share"]["contested_by"] == ["suggested", "rumoured"]
    assert ask("contested", on="2028-01-01").rows == ()


def test_a_verdict_for_every_right_can_be_proved(ask, store):
    for row in ask("rights-in-force", level="rumoured").rows:
        for on in ("2024-06-15", "2025-02-01", "2030-06-01", "2031-06-01"):
            (verdict,) = ask("why", right=row["position"], on=on, level="rumoured").details["verdicts"]
            assert recomputed(verdict["proof"]) == verdict["value"]
            assert verdict["proofFormat"] == "proof/1"
    assert store.version


def test_all_names_of_the_design_answer_with_the_columns_that_every_answer_has(built_store):
    from dealservice.app import create_app
    from dealservice.settings import Settings

    client = create_app(Settings(store=str(built_store), cache_bytes=0)).test_client()
    listed = {query["name"]: query for query in client.get("/queries.json").json["queries"]}
    base = {"position", "label", "holder", "state", "value", "cause", "certainty", "provided_that_not", "outside"}
    for name in [*NAMES, "claims"]:
        given = {p["name"]: p["example"] for p in listed[name]["parameters"] if p["required"]}
        answer = client.get(f"/queries/{name}.json", query_string=given)
        assert answer.status_code == 200, name
        assert base <= set(answer.get_json(force=True)["head"]["vars"]), name


def test_a_claim_about_one_right_tells_how_that_stands_and_says_all_that_the_file_says(store):
    inquiry = open_catalog([data_folder("queries")]).get("claims")
    values = read_values(inquiry, {"about": ["cloud-exclusivity"], "on": ["2025-02-01"]}, Lookup(store))
    answer = inquiry.answer(store, values)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer]
    alone = {row["number"].value: row["state"].value for row in rows if row["state"]}
    assert set(alone.values()) == {"ended"}
    assert "1.1a" in {row["number"].value for row in rows}
    assert all(
        row["says"] and row["outside"].value == "false" for row in rows if row["source"].value.endswith("article")
    )
