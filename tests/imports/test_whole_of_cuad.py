"""The real set of data, whole: every contract, every segment at its offset, every absence, and figures that stay."""

import ast
import csv
import shutil
from collections import Counter

import pytest

from dealgraph.answer import Question
from dealgraph.binding import bind
from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importing import bring_in
from dealgraph.lookup import Lookup
from dealgraph.names import prologue
from dealgraph.places import data_folder
from dealgraph.query_file import read_catalog
from dealgraph.store import open_store
from dealgraph.verification import verify_folder

ONTOLOGY, QUERIES = data_folder("ontology"), data_folder("queries")
RECOGNISED = {
    "contracts": 510,
    "categories": 41,
    "clauses": 6718,
    "segments": 13831,
    "passages": 12902,
    "reviewed absences": 14192,
    "doubtful values": 305,
}
DOUBTS = {
    "ambiguous-exception": 27,
    "answer-without-span": 16,
    "conditional-law": 2,
    "effect-before-date": 27,
    "expiry-before-effect": 7,
    "impossible-date": 1,
    "misspelt": 5,
    "name-differs": 12,
    "no-party": 2,
    "not-a-company": 60,
    "redacted": 119,
    "several-values": 20,
    "unread-value": 7,
}
ROWS = {
    "agreement-counts": 29,
    "agreements-with": 167,
    "agreements-without": 391,
    "amendments": 3,
    "bridging-companies": 55,
    "change-of-control": 121,
    "clause-review": 41,
    "clauses-together": 40,
    "doubtful-value-counts": 13,
    "doubtful-values": 305,
    "exclusive-rights": 182,
    "governing-laws": 71,
    "identifiers": 0,
    "liability-caps": 275,
    "portfolio": 515,
    "preferential-rights": 86,
    "qualified-terms": 460,
    "renewals": 181,
    "repeated-passages": 2145,
    "similar-agreements": 336,
    "unusual-clauses": 3,
}
"""How many rows each question has, asked with what its description gives as examples where it asks for anything."""
DATES = ("Agreement Date-Answer", "Effective Date-Answer", "Expiration Date-Answer")


def table(folder):
    """Read the rows of the table as they are published."""
    with (folder / "master_clauses.csv").open(encoding="utf-8-sig", newline="") as file:
        return [{name.replace("- ", "-"): cell for name, cell in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="session")
def cuad(shared):
    if not (shared / "cuad").is_dir():
        pytest.skip("the contracts are absent from the folder that DEALGRAPH_SHARED names")
    return shared / "cuad"


@pytest.fixture(scope="session")
def whole(cuad, built_store, tmp_path_factory):
    """Import all contracts once, as the program does: in as many processes as there are cores."""
    base = tmp_path_factory.mktemp("whole")
    shutil.copytree(built_store, base / "store")
    return bring_in(CuadImporter(cuad), base / "store", ONTOLOGY)


@pytest.fixture(scope="session")
def whole_store(whole):
    return open_store(str(whole.version.folder.parents[1]))


@pytest.fixture(scope="session")
def lookup(whole_store):
    return Lookup(whole_store)


@pytest.fixture(scope="session")
def catalog():
    return read_catalog([QUERIES])


@pytest.fixture
def count(whole_store):
    """Count by a pattern."""

    def of(pattern):
        answer = whole_store.ask(Question(f"{prologue()}SELECT (COUNT(DISTINCT ?t) AS ?n) WHERE {{ {pattern} }}"))
        return int(next(iter(answer))[0].value)

    return of


def test_every_contract_segment_and_absence_is_there(whole):
    assert dict(whole.delivery.recognised) == RECOGNISED


def test_nothing_violates_the_shapes(whole):
    assert whole.report.violations == ()
    assert whole.checked == 511


def test_every_segment_of_the_table_stands_at_its_offset(whole, whole_store, cuad):
    assert "text-not-found" not in {doubt.kind for doubt in whole.delivery.doubts}
    found = verify_folder(whole_store, cuad)
    assert (found.documents, found.mismatches) == (511, ())
    assert found.passages == RECOGNISED["passages"]


def test_every_doubtful_value_is_counted_by_kind(whole):
    assert Counter(doubt.kind for doubt in whole.delivery.doubts) == DOUBTS


def test_redacted_dates_are_told_cell_by_cell(whole):
    cells = {(d.place.line, d.column) for d in whole.delivery.doubts if d.kind == "redacted" and d.column in DATES}
    assert (len(cells), len({line for line, _ in cells})) == (105, 54)


def test_every_cell_that_names_an_absence_is_one(cuad, count):
    answers = Counter(row["Insurance-Answer"] for row in table(cuad))
    assert count("?t deal:reviewedAbsent voc:clause-insurance") == answers["No"]
    assert count("?t deal:hasTerm/deal:termType voc:clause-insurance") == answers["Yes"]


def test_an_uncapped_liability_beside_a_cap_is_an_exception_to_it(count):
    uncapped = "?t deal:termType voc:clause-uncapped-liability"
    with_cap = "?a deal:hasTerm ?t, ?cap . ?cap deal:termType voc:clause-cap-on-liability . "
    assert count(uncapped) == 111
    assert count(f"{with_cap} {uncapped}") == 111
    assert count(f"{uncapped} ; deal:exceptionTo/deal:termType voc:clause-cap-on-liability") == 111


def test_few_preferential_rights_say_refusal(cuad, count):
    clauses = [" ".join(ast.literal_eval(row["Rofr/Rofo/Rofn"])) for row in table(cuad)]
    assert sum("refusal" in clause.lower() for clause in clauses) == 28
    marked = "?c deal:hasBasis voc:annotation ; deal:claimAbout ?t ."
    right = f"{marked} ?x deal:termType voc:clause-rofr-rofo-rofn ; deal:confers ?t"
    assert count(right) == 85
    assert count(f"{right} . ?t a deal:RightOfFirstRefusal") == 26


def test_nobody_is_named_as_holder_where_no_annotation_names_one(count):
    assert count("?x deal:termType ?c ; deal:confers ?t . ?t deal:holderUnspecified true") >= 2700
    marked = (
        "?c deal:hasBasis voc:annotation ; deal:claimAbout ?t . { ?t deal:heldBy ?h } UNION { ?t deal:grantedBy ?h }"
    )
    assert count(marked) == 0


@pytest.mark.parametrize("name", ROWS)
def test_each_portfolio_question_has_its_rows(name, catalog, whole_store, lookup):
    query = catalog.get(name)
    given = {p.name: [p.example] for p in query.parameters if p.required}
    assert len(list(whole_store.ask(bind(query, given, lookup)))) == ROWS[name]


def test_a_second_import_changes_nothing(whole, cuad):
    again = bring_in(CuadImporter(cuad), whole.version.folder.parents[1], ONTOLOGY)
    assert (again.changed, again.checked, again.version.name) == (False, 0, whole.version.name)
