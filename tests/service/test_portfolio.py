"""The pages of many agreements: a list to be narrowed, one agreement clause by clause, and the doubtful values."""

import re
from html import unescape

import portfolio_corpus as corpus
import pytest

from dealservice.app import create_app
from dealservice.questions import question, rows
from dealservice.settings import Settings

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def imported(portfolio):
    return portfolio.version.folder.parents[1]


@pytest.fixture(scope="module")
def client(imported):
    return create_app(Settings(str(imported))).test_client()


@pytest.fixture(scope="module")
def reader(imported):
    """Ask a service whose user has the documents."""
    return create_app(Settings(str(imported), texts=imported.parent / "cuad")).test_client()


@pytest.fixture(scope="module")
def names(imported):
    """Give the short name of each agreement, by its label."""
    from dealgraph.store import open_store

    found = rows(open_store(str(imported)), question("agreements"))
    return {label.value: node.value.rpartition("/")[2] for node, label in found}


def shown(client, address, status=200):
    response = client.get(address, headers=PAGE)
    assert response.status_code == status, response.text[:500]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def total(client, query):
    return int(re.search(r"([\d,]+) agreements?", shown(client, f"/agreements?{query}").partition("Agreements ")[2])[1])


def own(names, start):
    return next(name for label, name in names.items() if label.startswith(start))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("type=supply-agreement", 1),
        ("type=no-such-type", 0),
        ("party=alder", 2),
        ("party=ALDER+tools", 2),
        ("with=clause-insurance", 2),
        ("without=clause-insurance", 1),
        ("with=clause-insurance&without=clause-non-compete", 2),
        ("from=2020", 2),
        ("from=2020-01-01&to=2020-01-01", 1),
        ("to=2010-05", 1),
        ("from=2011&to=2019", 0),
        ("party=birch&with=clause-exclusivity", 0),  # the party is called after the company that a table names
        ("party=oracle&with=clause-exclusivity", 1),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(client, query, number):
    assert total(client, query) == number


def test_the_list_is_narrowed_by_the_law(client):
    address = re.search(r'href="(/agreements\?law=[^"]+)">Texas<', client.get("/agreements").text)[1]
    assert total(client, address.partition("?")[2]) == 2


def test_an_agreement_that_nobody_reviewed_is_neither_with_nor_without(client):
    everything, present, absent = (
        total(client, query) for query in ("", "with=clause-insurance", "without=clause-insurance")
    )
    row = re.search(r"insurance clause (\d+) with.*? (\d+) without.*? (\d+)", shown(client, "/agreements"))
    assert [int(number) for number in row.groups()] == [present, absent, everything - present - absent]
    assert everything - present - absent > 0


def test_a_filter_can_be_taken_away_again(client):
    text = client.get("/agreements?type=supply-agreement&with=clause-insurance").text
    assert 'href="/agreements?type=supply-agreement">take away' in text
    assert 'href="/agreements?with=clause-insurance">take away' in text


@pytest.mark.parametrize(
    "query",
    ["from=soon", "to=31/01/2025", "from=..", "page=0", "page=99", "page=x", "colour=red", "type=a&type=b", "type=%3C"],
)
def test_what_cannot_narrow_a_list_is_refused_with_a_reason(client, query):
    shown(client, f"/agreements?{query}", 422)


def test_an_agreement_shows_its_three_states(client, names):
    said = shown(client, f"/agreements/{own(names, 'Supply Agreement')}")
    head, _, tail = said.partition("Reviewed, absent")
    absent, _, unseen = tail.partition("Not reviewed")
    assert f"{len(corpus.ALDER)} clauses with passages; {41 - len(corpus.ALDER)} kinds" in head
    assert "insurance clause" in head.partition("Present")[2]
    assert "non-compete clause" in absent
    assert unseen.split()[0] == "None."


def test_an_agreement_of_the_article_was_reviewed_for_nothing(client):
    said = shown(client, "/agreements/cooperation")
    assert "0 kinds that reviewers looked for in vain" in said
    assert "insurance clause" in said.partition("Not reviewed")[2]


def test_a_value_stands_as_stated_beside_its_reading(client, names):
    said = shown(client, f"/agreements/{own(names, 'License and Hosting')}")
    assert "As stated: []/[]/2020" in said
    assert "redacted : “[]/[]/2020” master_clauses.csv, row 3, Agreement Date-Answer" in said
    assert "As stated: 5/31/2026" in shown(client, f"/agreements/{own(names, 'Supply Agreement')}")


def test_a_party_has_its_name_what_it_is_called_and_the_name_as_stated(client, names):
    said = shown(client, f"/agreements/{own(names, 'License and Hosting')}")
    assert "Cedar Soft LLC , called “Cedar”" in said
    assert "Oracle , called “Host” as stated: Birch Goods Ltd." in said


def test_a_party_without_a_name_is_told_by_what_it_is_called(client, names):
    said = shown(client, f"/agreements/{own(names, 'License and Hosting')}")
    assert "a party named only as “you” as stated: you" in said
    assert "unnamed" not in said
    assert "A party named only as “you” [" in shown(client, "/find?q=named+only")


def test_evidence_has_document_offsets_length_digest_and_number_of_places(client, names):
    text = corpus.text_of(corpus.ALDER)
    words = "Supply Agreement"
    start = text.index(words)
    said = shown(client, f"/agreements/{own(names, 'Supply Agreement')}")
    place = f"characters {start} to {start + len(words)} , {len(words)} long, the first of 2 places"
    where = rf"Contract on file: \S.*?, {place}"
    assert re.search(where, said)
    assert re.search(r"SHA-256 [0-9a-f]{12}…", said)


def test_what_a_rule_worked_out_says_so(client, names):
    assert "worked out by a rule, claim 42.1" in shown(client, f"/agreements/{own(names, 'Supply Agreement')}")


def test_an_exception_names_what_it_is_taken_from(client, names):
    said = shown(client, f"/agreements/{own(names, 'Supply Agreement')}")
    assert "Exception to: cap on liability clause" in said
    assert "Qualifies: cap on liability clause" not in said


def test_the_words_of_a_passage_stand_there_only_for_who_has_the_document(client, reader, names):
    address = f"/agreements/{own(names, 'Supply Agreement')}"
    words = "both sides shall insure the saws"
    assert words not in shown(client, address)
    assert "name its folder in DEALGRAPH_TEXTS" in shown(client, address)
    assert words in shown(reader, address)
    assert reader.get(address).headers["Cache-Control"] == "no-store"


def test_a_document_that_differs_gives_no_words(imported, names, tmp_path):
    corpus.write(tmp_path)
    for file in (tmp_path / "full_contract_txt").iterdir():
        file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    other = create_app(Settings(str(imported), texts=tmp_path)).test_client()
    assert "<blockquote>" not in other.get(f"/agreements/{own(names, 'Supply Agreement')}").text


def test_a_folder_of_documents_that_is_gone_is_no_fault_of_the_page(imported, names, tmp_path):
    other = create_app(Settings(str(imported), texts=tmp_path / "gone")).test_client()
    assert "<blockquote>" not in other.get(f"/agreements/{own(names, 'Supply Agreement')}").text


def test_the_page_of_an_agreement_leads_to_its_clauses_where_it_was_reviewed(client, names):
    name = own(names, "Supply Agreement")
    assert f'href="/agreements/{name}"' in client.get(f"/id/{name}", headers=PAGE).text
    assert 'href="/agreements/' not in client.get("/id/cooperation", headers=PAGE).text


@pytest.mark.parametrize("name", ["nothing", "microsoft", "%3Cb%3E"])
def test_what_is_no_agreement_is_a_problem(client, name):
    shown(client, f"/agreements/{name}", 404)


def test_doubtful_values_are_counted_by_kind_and_by_agreement(client, portfolio):
    said = shown(client, "/quality/values")
    doubts = portfolio.delivery.doubts
    assert f"{len(doubts)} values of imported data" in said
    for kind in {doubt.kind for doubt in doubts}:
        of_kind = [doubt for doubt in doubts if doubt.kind == kind]
        documents = len({doubt.document for doubt in of_kind})
        row = shown(client, f"/quality/values?kind={kind}")
        assert f"{len(of_kind)} {documents}" in said
        assert all(doubt.where in row for doubt in of_kind)


def test_doubtful_values_can_be_taken_along(client, portfolio):
    text = client.get("/quality/values?kind=redacted").text
    address = re.search(r'href="(/queries/doubtful-values\.csv[^"]*)"', text)[1]
    lines = client.get(unescape(address)).text.splitlines()
    assert len(lines) == 1 + sum(doubt.kind == "redacted" for doubt in portfolio.delivery.doubts)


@pytest.mark.parametrize("query", ["page=0", "page=7", "colour=red", "kind=a&kind=b"])
def test_what_cannot_narrow_the_doubtful_values_is_refused(client, query):
    shown(client, f"/quality/values?{query}", 422)


def test_the_first_page_leads_to_a_portfolio_only_where_there_is_one(client, built_store):
    alone = create_app(Settings(str(built_store))).test_client()
    for page, link in (("/", "/agreements"), ("/", "/quality/values"), ("/quality", "/quality/values")):
        assert f'href="{link}"' in client.get(page).text
        assert f'href="{link}"' not in alone.get(page).text


def test_very_many_documents_are_counted_and_not_listed_one_by_one(imported, monkeypatch):
    monkeypatch.setattr("dealservice.sources.MOST", 4)
    many = create_app(Settings(str(imported))).test_client()
    said = shown(many, "/")
    assert "4 documents more with" in said
    assert "Contract on file" not in said
    assert "The ontology and its vocabularies" in said
    assert "4 documents more with" in shown(many, "/quality")


def test_without_a_portfolio_the_list_has_the_agreements_of_the_notes(built_store):
    alone = create_app(Settings(str(built_store))).test_client()
    assert "The long-standing cooperation of Microsoft and OpenAI" in shown(alone, "/agreements")
    assert shown(alone, "/quality/values").count("0 values") == 1


def test_what_was_only_marked_takes_no_part_in_standing(client, built_store):
    alone = create_app(Settings(str(built_store))).test_client()
    for address in ("/calendar", "/unknown", "/picture", "/queries/rights-in-force.csv?on=2026-01-01"):
        assert client.get(address).text == alone.get(address).text
