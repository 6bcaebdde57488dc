"""An import keeps every value, says what is doubtful, changes nothing twice, and replaces only what has changed."""

import csv
import json
import shutil

import portfolio_corpus as corpus
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from dealgraph import names
from dealgraph.answer import Question
from dealgraph.build import Inputs, build
from dealgraph.importers.companies import Companies, read_table
from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importers.data_deals import DataDealsImporter
from dealgraph.importers.quality import report_files
from dealgraph.importing import bring_in
from dealgraph.places import data_folder
from dealgraph.problems import UsageProblem
from dealgraph.store import open_store
from dealgraph.verification import verify_folder

ONTOLOGY = data_folder("ontology")


def ask(version, text):
    store = Store()
    store.load(path=str(version.quads), format=RdfFormat.N_QUADS)
    rows = store.query(names.prologue() + text, use_default_graph_as_union=True)
    return {tuple(None if cell is None else names.local(cell.value) for cell in row) for row in rows}


def doubts(outcome):
    return {(doubt.kind, doubt.place.line, doubt.column) for doubt in outcome.delivery.doubts}


def graphs(version):
    return {str(quad.graph_name) for quad in parse(path=str(version.quads), format=RdfFormat.N_QUADS)}


def test_every_contract_clause_and_absence_is_counted(portfolio):
    found = dict(portfolio.delivery.recognised)
    present = sum(len(record) for record, _ in corpus.RECORDS.values())
    segments = sum(len(found) for record, _ in corpus.RECORDS.values() for found, _ in record.values())
    assert found["contracts"] == 3
    assert found["clauses"] == present
    assert found["segments"] == segments
    assert found["reviewed absences"] == 3 * 41 - present


def test_three_states_present_absent_and_not_reviewed(portfolio):
    present = ask(portfolio.version, "SELECT ?a { ?a deal:hasTerm/deal:termType voc:clause-insurance }")
    absent = ask(portfolio.version, "SELECT ?a { ?a deal:reviewedAbsent voc:clause-insurance }")
    everything = ask(portfolio.version, "SELECT ?a { ?a a deal:Agreement }")
    assert (len(present), len(absent)) == (2, 1)
    assert present & absent == set()
    assert ("cooperation",) in everything - present - absent


def test_holder_and_grantor_stay_absent(portfolio):
    rows = ask(
        portfolio.version,
        "SELECT ?p ?h { ?t deal:termType ?type ; deal:confers ?p . ?p deal:holderUnspecified true "
        "OPTIONAL { ?p deal:heldBy|deal:grantedBy ?h } FILTER (CONTAINS(STR(?p), 'cuad-')) }",
    )
    assert len(rows) == 9
    assert {holder for _, holder in rows} == {None}


@pytest.mark.parametrize(
    ("kind", "line", "column"),
    [
        ("misspelt", 2, "Renewal Term-Answer"),
        ("redacted", 3, "Agreement Date-Answer"),
        ("not-a-company", 3, "Parties-Answer"),
        ("expiry-before-effect", 4, "Expiration Date-Answer"),
        ("conditional-law", 4, "Governing Law-Answer"),
        ("ambiguous-exception", 4, "Competitive Restriction Exception"),
    ],
)
def test_each_doubtful_value_is_named_with_its_place(portfolio, kind, line, column):
    assert (kind, line, column) in doubts(portfolio)


def test_a_value_stands_as_stated_beside_its_reading(portfolio):
    rows = ask(
        portfolio.version,
        "SELECT ?stated ?edtf { ?t deal:termType voc:clause-expiration-date ; deal:asStated ?stated "
        "OPTIONAL { ?t deal:fixesTime ?time . ?time deal:edtf ?edtf FILTER (!CONTAINS(STR(?time), 'notice')) } }",
    )
    assert rows == {("2026", "2026-05-31"), ("perpetual", None), ("1930", "1930-12-31")}


def test_an_expiry_before_the_effect_gives_no_time_of_validity(portfolio):
    rows = ask(
        portfolio.version, "SELECT ?edtf { ?a deal:validDuring/deal:edtf ?edtf FILTER (CONTAINS(STR(?a), 'cuad-')) }"
    )
    assert rows == {("2026-05-31",), ("..",)}  # the last part of 2021-06-01/2026-05-31 and of 2020-01-01/..


def test_the_notice_deadline_is_an_inference_and_says_so(portfolio):
    rows = ask(
        portfolio.version,
        """SELECT ?edtf ?basis ?by {
          ?axiom owl:annotatedProperty deal:fixesTime ; owl:annotatedTarget ?time ; deal:axiomSupportedBy ?claim .
          ?time deal:edtf ?edtf . ?claim deal:hasBasis ?basis ; deal:assertedBy ?by }""",
    )
    assert rows == {("2026-03-02", "inference", "dealgraph-rules")}


def test_uncapped_liability_is_an_exception_to_the_cap(portfolio):
    rows = ask(
        portfolio.version,
        "SELECT ?of { ?t deal:termType voc:clause-uncapped-liability ; deal:exceptionTo/deal:termType ?of }",
    )
    assert rows == {("clause-cap-on-liability",)}


def test_terms_of_a_licence_qualify_its_grant(portfolio):
    rows = ask(
        portfolio.version,
        """SELECT ?of { ?t deal:termType voc:clause-irrevocable-or-perpetual-license .
        ?t deal:qualifies/deal:termType ?of }""",
    )
    assert rows == {("clause-license-grant",)}


def test_a_passage_that_serves_two_categories_is_one_and_tells_how_often_it_stands(portfolio):
    shared = ask(
        portfolio.version,
        "SELECT ?p { ?a deal:evidencedBy ?p ; deal:claimAbout/deal:termType voc:clause-license-grant . "
        "?b deal:evidencedBy ?p ; deal:claimAbout/deal:termType voc:clause-irrevocable-or-perpetual-license }",
    )
    assert len(shared) == 1
    assert ask(portfolio.version, "SELECT ?n { ?p deal:occurrences ?n }") == {("2",)}


def test_the_same_name_is_the_same_company_and_a_variant_is_not(portfolio):
    rows = ask(portfolio.version, 'SELECT ?c ?a { ?a deal:hasParty ?c . ?c rdfs:label "Alder Tools, Inc."@en }')
    assert len({company for company, _ in rows}) == 1
    assert len({agreement for _, agreement in rows}) == 2


def test_a_reviewed_table_says_that_two_names_are_one_company(folder, store_folder):
    companies = Companies({"Alder Tools, Inc.": "microsoft"})
    outcome = bring_in(CuadImporter(folder, companies), store_folder, ONTOLOGY)
    rows = ask(outcome.version, 'SELECT ?c { ?r deal:asStated "Alder Tools, Inc." ; deal:playedBy ?c }')
    assert rows == {("microsoft",)}


def test_an_identifier_tells_who_gives_it_and_a_wrong_checksum_is_only_told(folder, store_folder, tmp_path):
    table = tmp_path / "companies.csv"
    lines = [
        "name,company,reviewer,lei,wikidata",
        '"Alder Tools, Inc.",microsoft,A. Reader,INR2EJN1ERAN0W5ZP974,Q2283',
        "Birch Goods Ltd.,oracle,A. Reader,1Z4GXXU7ZHVWFCD8TV53,",
        "Elm & Sons,openai,,,Q1",
    ]
    table.write_text("\n".join(lines), encoding="utf-8")
    outcome = bring_in(CuadImporter(folder, read_table(table)), store_folder, ONTOLOGY)
    rows = ask(
        outcome.version,
        "SELECT ?c ?scheme ?value { ?c deal:hasIdentifier ?i . ?i deal:identifierScheme ?scheme ; "
        'deal:identifierValue ?value ; deal:identifierFrom/rdfs:label "A. Reader"@en }',
    )
    assert rows == {("microsoft", "lei", "INR2EJN1ERAN0W5ZP974"), ("microsoft", "wikidata", "Q2283")}
    assert ("checksum-wrong", 3, "lei") in doubts(outcome)


@pytest.mark.parametrize("content", ["", "name,company\n", "name,company,reviewer\nA,x,R\nA,y,R\n"])
def test_a_table_of_companies_that_cannot_be_used_is_refused(tmp_path, content):
    (tmp_path / "companies.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UsageProblem) as refused:
        read_table(tmp_path / "companies.csv")
    assert refused.value.code == "companies-invalid"


def test_a_second_import_changes_nothing(folder, store_folder):
    first = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    again = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert first.changed
    assert not again.changed
    assert again.version.name == first.version.name


def test_removing_one_contract_removes_only_that_one_and_checks_nothing_else(folder, store_folder):
    first = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    gone = min((folder / "full_contract_txt").iterdir())
    gone.unlink()
    again = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    lost = graphs(first.version) - graphs(again.version)
    assert len(lost) == 1
    assert graphs(again.version) < graphs(first.version)
    assert ("missing-document", 2, "Filename") in doubts(again)
    assert again.checked == 1  # the document of the set of data, which tells of the missing text


def test_a_changed_contract_replaces_only_its_own_graph(folder, store_folder):
    first = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    text = folder / "full_contract_txt" / "Beech - Distributor Agreement.txt"
    text.write_text("\n" + text.read_text(encoding="utf-8"), encoding="utf-8")
    again = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    kept = {line for line in first.version.quads.read_bytes().splitlines() if b"beech" not in line}
    assert again.checked == 1
    assert kept <= set(again.version.quads.read_bytes().splitlines())
    assert again.version.name != first.version.name


def test_the_notes_can_be_built_again_without_losing_what_was_imported(folder, store_folder):
    imported = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    rebuilt = build(Inputs(), store_folder, force=True)
    assert graphs(rebuilt.version) == graphs(imported.version)
    assert not bring_in(CuadImporter(folder), store_folder, ONTOLOGY).changed


def test_every_passage_is_found_again_and_a_changed_text_is_told(folder, store_folder):
    bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    store = open_store(str(store_folder))
    whole = verify_folder(store, folder)
    assert whole.mismatches == ()
    assert whole.passages > 30
    text = folder / "full_contract_txt" / "Beech - Distributor Agreement.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("gifts", "goods"), encoding="utf-8")
    found = verify_folder(store, folder)
    assert {m.place.file for m in found.mismatches} == {text.name}
    assert len(found.mismatches) == 3  # the whole text by length and digest, the whole as a passage, and one clause


def test_a_name_in_another_form_of_characters_still_finds_its_text(folder, store_folder):
    records = {"Café (Alder) - Supply": (corpus.ALDER, "Supply")}
    corpus.write(folder, records)
    for file in (folder / "full_contract_txt").iterdir():
        file.unlink()
    decomposed = "Cafe\u0301  Alder - Supply.txt"
    (folder / "full_contract_txt" / decomposed).write_text(corpus.text_of(corpus.ALDER), encoding="utf-8")
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert dict(outcome.delivery.recognised)["contracts"] == 1
    assert ("name-differs", 2, "Filename") in doubts(outcome)


def test_words_broken_over_lines_are_found_and_words_that_are_not_there_are_told(folder, store_folder):
    record = corpus.ALDER | {"Insurance": (["both  sides\nshall insure the saws", "nothing of the kind"], "Yes")}
    corpus.write(folder, {"Broken": (record, "Supply")})
    text = corpus.text_of(corpus.ALDER)
    (folder / "full_contract_txt" / "Broken.txt").write_text(text, encoding="utf-8")
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert ("text-not-found", 2, "Insurance") in doubts(outcome)
    rows = ask(
        outcome.version,
        "SELECT ?start ?end { ?c deal:claimAbout/deal:termType voc:clause-insurance ; deal:evidencedBy ?p . "
        "?p deal:startOffset ?start ; deal:endOffset ?end FILTER (CONTAINS(STR(?p), 'broken')) }",
    )
    ((start, end),) = rows
    assert text[int(start) : int(end)] == "both sides shall insure the saws"


@pytest.mark.parametrize(
    ("cells", "kind", "column", "stated", "edtf"),
    [
        ({"Effective Date": "5/1/2021"}, "effect-before-date", "Effective Date", "5/1/2021", {"2021-05-01"}),
        ({"Expiration Date": "31/01/2025"}, "impossible-date", "Expiration Date", "31/01/2025", {None}),
        (
            {"Agreement Date": "07/31/2000; 08/01/2000"},
            "several-values",
            "Agreement Date",
            "07/31/2000; 08/01/2000",
            {"2000-07-31", "2000-08-01"},
        ),
    ],
)
def test_a_date_that_is_doubtful_is_told_and_stands_as_stated(folder, store_folder, cells, kind, column, stated, edtf):
    record = corpus.ALDER | {name: (["a day"], cell) for name, cell in cells.items()}
    outcome = bring_in(CuadImporter(corpus.write(folder, {"Dated": (record, "Supply")})), store_folder, ONTOLOGY)
    assert (kind, 2, f"{column}-Answer") in doubts(outcome)
    clause = f"clause-{column.lower().replace(' ', '-')}"
    store = open_store(str(store_folder))
    text = f"""SELECT ?stated ?edtf {{ ?t deal:termType voc:{clause} ; deal:asStated ?stated
        OPTIONAL {{ ?t deal:fixesTime/deal:edtf ?edtf }} FILTER (CONTAINS(STR(?t), "dated")) }}"""
    rows = [[cell and cell.value for cell in row] for row in store.ask(Question(names.prologue() + text))]
    assert {row[0] for row in rows} == {stated}
    assert {row[1] for row in rows} == edtf


def test_an_agreement_in_effect_before_it_is_dated_is_valid_from_its_effect(folder, store_folder):
    record = corpus.ALDER | {"Effective Date": (["a day"], "5/1/2021")}
    outcome = bring_in(CuadImporter(corpus.write(folder, {"Dated": (record, "Supply")})), store_folder, ONTOLOGY)
    text = outcome.version.quads.read_text(encoding="utf-8")
    assert '"2021-05-01/2026-05-31"' in text


def test_a_text_in_another_encoding_is_told_and_the_others_are_kept(folder, store_folder):
    text = folder / "full_contract_txt" / "Beech - Distributor Agreement.txt"
    text.write_bytes(text.read_text(encoding="utf-8").replace("gifts", "gïfts").encode("cp1252"))
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert dict(outcome.delivery.recognised)["contracts"] == 2
    found = {(doubt.kind, doubt.place.file) for doubt in outcome.delivery.doubts}
    assert {("record-damaged", text.name), ("missing-document", "master_clauses.csv")} <= found


def test_a_text_without_a_row_is_told(folder, store_folder):
    (folder / "full_contract_txt" / "Stray.txt").write_text("nothing agreed", encoding="utf-8")
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert ("record-damaged", "Stray.txt") in {(doubt.kind, doubt.place.file) for doubt in outcome.delivery.doubts}


def test_no_party_and_fifty_four_parties_are_kept(folder, store_folder):
    many = "; ".join(f'Fund {n} LP ("F{n}")' for n in range(54))
    records = {
        "None": (corpus.ALDER | {"Parties": ([], "")}, "Supply"),
        "Many": (corpus.ALDER | {"Parties": ([], many)}, "Joint Venture"),
    }
    outcome = bring_in(CuadImporter(corpus.write(folder, records)), store_folder, ONTOLOGY)
    assert ("no-party", 2, "Parties-Answer") in doubts(outcome)
    assert ("answer-without-span", 3, "Parties-Answer") in doubts(outcome)
    assert (
        len(ask(outcome.version, 'SELECT ?c { ?a deal:hasParty ?c FILTER (CONTAINS(STR(?c), "party-fund-")) }')) == 54
    )


def test_a_row_that_breaks_off_is_told_and_the_others_are_kept(folder, store_folder):
    table = folder / "master_clauses.csv"
    table.write_bytes(table.read_bytes()[:-40])
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert ("record-damaged", 4, "") in doubts(outcome)
    assert dict(outcome.delivery.recognised)["contracts"] == 2


def test_a_cell_that_is_no_list_is_told(folder, store_folder):
    table = folder / "master_clauses.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][corpus.HEADING.index("Insurance")] = "__import__('os')"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    outcome = bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert ("record-damaged", 2, "Insurance") in doubts(outcome)


def fake(folder):
    (folder / "master_clauses.csv").unlink()
    (folder / "CUAD_v1.json").write_text('{"data": []}', encoding="utf-8")


def recoded(folder):
    table = folder / "master_clauses.csv"
    table.write_bytes(table.read_text(encoding="utf-8").replace("Birch", "Bürch").encode("cp1252"))


def headless(folder):
    table = folder / "master_clauses.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Insurance-Answer", "Insured"), encoding="utf-8")


def textless(folder):
    for file in (folder / "full_contract_txt").iterdir():
        file.unlink()


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (fake, "import-unknown", "CUAD_v1.json is no substitute"),
        (lambda folder: (folder / "master_clauses.csv").unlink(), "import-unknown", "is not CUAD v1"),
        (shutil.rmtree, "import-unknown", "There is no folder"),
        (recoded, "import-unknown", "is not UTF-8 at line 2"),
        (headless, "import-unknown", "has no column “Insurance-Answer”"),
        (textless, "import-empty", "No contract of this folder can be used"),
        (lambda folder: (folder / "master_clauses.csv").write_text(""), "import-empty", "is empty"),
    ],
)
def test_what_is_not_usable_is_refused_with_a_reason(folder, store_folder, spoil, code, said):
    spoil(folder)
    with pytest.raises(UsageProblem) as refused:
        bring_in(CuadImporter(folder), store_folder, ONTOLOGY)
    assert refused.value.code == code
    assert said in str(refused.value)


def test_the_report_has_three_forms_that_agree(portfolio):
    files = report_files("Doubtful values", portfolio.delivery.documents, portfolio.delivery.doubts)
    rows = list(csv.DictReader(files["quality.csv"].decode().splitlines()))
    findings = {t.subject for t in parse(files["quality.ttl"], format=RdfFormat.TURTLE)}
    assert len(rows) == len(findings) == len(portfolio.delivery.doubts)
    assert files["quality.html"].decode().count("<tr><td>") >= len(rows)
    assert all(row["file"] and row["row"] and row["kind"] for row in rows)


DEALS = [
    {"id": 1, "data_receiver": "Alder AI", "data_aggregator": "Birch News", "date": 2023, "type": "News",
     "value_raw": "25-50m", "value_min": 25000000, "value_max": 50000000, "codes": ["C"], "source_url": "https://example.org/1"},
    {"id": 2, "data_receiver": "Undisclosed", "data_aggregator": "Birch News", "date": 2024, "type": "News",
     "value_raw": "20m+", "value_min": 20000000, "value_max": None, "codes": []},
    {"id": 3, "data_receiver": "Alder AI", "data_aggregator": "Musicians", "date": "soon", "type": "Audio",
     "value_raw": "10m", "value_min": 1, "value_max": 10000000, "codes": []},
]  # fmt: skip


def test_a_list_of_deals_keeps_bounds_and_open_ends_and_adds_no_currency(tmp_path, store_folder):
    file = tmp_path / "deals.json"
    file.write_text(json.dumps(DEALS, indent=1), encoding="utf-8")
    outcome = bring_in(DataDealsImporter(file), store_folder, ONTOLOGY)
    rows = ask(
        outcome.version,
        """SELECT ?words ?min ?max ?currency { ?a deal:agreementType voc:data-deal ; deal:hasConsideration ?q .
        ?q deal:quantityText ?words ; deal:minimumValue ?min OPTIONAL { ?q deal:maximumValue ?max }
        OPTIONAL { ?q deal:currencyCode ?currency } }""",
    )
    assert rows == {
        ("25-50m", "25000000", "50000000", None),
        ("20m+", "20000000", None, None),
        ("10m", "10000000", "10000000", None),
    }
    found = {(doubt.kind, doubt.column) for doubt in outcome.delivery.doubts}
    assert {
        ("not-a-company", "data_receiver"),
        ("unread-value", "date"),
        ("several-values", "value_min, value_max"),
    } <= found
    assert verify_folder(open_store(str(store_folder)), tmp_path).mismatches == ()
    assert not bring_in(DataDealsImporter(file), store_folder, ONTOLOGY).changed


def test_a_list_of_deals_that_breaks_off_keeps_what_stands_before(tmp_path, store_folder):
    file = tmp_path / "deals.json"
    file.write_text(json.dumps(DEALS, indent=1)[:-60], encoding="utf-8")
    outcome = bring_in(DataDealsImporter(file), store_folder, ONTOLOGY)
    assert dict(outcome.delivery.recognised)["deals"] == 2
    assert "record-damaged" in {doubt.kind for doubt in outcome.delivery.doubts}


@pytest.mark.parametrize("content", ['{"data": []}', "[]", "no", '[{"id": 1}]'])
def test_what_is_no_list_of_deals_is_refused(tmp_path, store_folder, content):
    file = tmp_path / "deals.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageProblem):
        bring_in(DataDealsImporter(file), store_folder, ONTOLOGY)


def test_imported_data_and_the_article_do_not_touch_each_other(portfolio, built):
    before = set(built.version.quads.read_bytes().splitlines())
    article = f"<{names.GRAPH}article>".encode()
    after = set(portfolio.version.quads.read_bytes().splitlines())
    assert {line for line in before if article in line} == {line for line in after if article in line}
    assert NamedNode(f"{names.GRAPH}cuad").value.encode() in portfolio.version.quads.read_bytes()
