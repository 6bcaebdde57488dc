"""A broken note is answered by file, line and what to do; a good one says exactly what was written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealgraph import names
from dealgraph.document import Document
from dealgraph.names import deal, thing
from dealgraph.notes import read_notes
from dealgraph.places import data_folder
from dealgraph.problems import NotesProblem
from dealgraph.quads import document_quads
from dealgraph.schema import Schema, read_schema

SAMPLE = """\
source: {id: letter, kind: source, label: A letter, source kind: article}
companies:
  acme: {label: Acme}
  bolt: {label: Bolt}
  clerk: {kind: agent group, label: The clerk}
agreements:
  lease:
    label: Lease of a shed
    parties: {acme: 1.1a, bolt: 1.1a}
times:
  thirties: {label: Until 2030, words: until 2030, edtf: ../2030}
passages:
  "1.1": {start: 0, end: 10, sha256: %s}
claims:
  1.1a:
    says: Acme lets a shed to Bolt.
    by: clerk
    basis: narrative
    mode: past
    about: [lease, acme, bolt]
    passage: "1.1"
""" % ("0" * 64)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(data_folder("ontology"))


def read(text: str, schema: Schema, folder: Path) -> Document:
    file = folder / "letter.yaml"
    file.write_text(text, encoding="utf-8")
    return read_notes([file], schema)[0]


def values(document: Document, name: str, predicate: str) -> set[str]:
    found = (item for item in document.items if item.iri == thing(name))
    return {s.value.value for item in found for s in item.statements if s.property == deal(predicate)}


def test_a_note_becomes_the_statements_that_it_makes(schema, tmp_path):
    document = read(SAMPLE, schema, tmp_path)
    assert values(document, "lease", "hasParty") == {thing("acme").value, thing("bolt").value}
    assert values(document, "letter-claim-1.1a", "claimNumber") == {"1.1a"}
    assert values(document, "letter-claim-1.1a", "statedIn") == {thing("letter").value}
    assert values(document, "letter-passage-1.1", "paragraphNumber") == {"1"}
    assert values(document, "letter", "claimCount") == {"1"}


def test_until_2030_ends_somewhere_in_2030(schema, tmp_path):
    document = read(SAMPLE, schema, tmp_path)
    assert values(document, "thirties", "earliestEnd") == {"2030-01-01T00:00:00Z"}
    assert values(document, "thirties", "latestEnd") == {"2030-12-31T23:59:59Z"}
    assert values(document, "thirties", "earliestStart") == set()


def test_a_single_statement_keeps_the_claim_that_carries_it(schema, tmp_path):
    quads = list(document_quads(read(SAMPLE, schema, tmp_path)))
    axioms = {q.subject for q in quads if q.predicate == names.ANNOTATED_TARGET and q.object == thing("acme")}
    carried = {q.object for q in quads if q.subject in axioms and q.predicate == names.AXIOM_SUPPORTED_BY}
    assert carried == {thing("letter-claim-1.1a")}


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "says"),
    [
        ("parties:", "partys:", 9, "notes-key", "Did you mean “parties”"),
        ("kind: agent group", "kind: agent grupp", 5, "notes-kind", "Did you mean “agent group”"),
        ("basis: narrative", "basis: narative", 18, "notes-concept", "Did you mean “narrative”"),
        ("by: clerk", "by: clark", 17, "notes-reference", "Did you mean “clerk”"),
        ("[lease, acme, bolt]", "[leese, acme, bolt]", 20, "notes-reference", "Did you mean “lease”"),
        ('passage: "1.1"', 'passage: "1.2"', 21, "notes-reference", "Nothing is called “1.2”"),
        ("edtf: ../2030", "edtf: ../20301", 11, "notes-value", "not a date that EDTF knows"),
        ("end: 10", "end: ten", 13, "notes-value", "“ten” is not a whole number"),
        ("end: 10", "end: -1", 13, "notes-value", "below zero"),
        ("companies:", "compannies:", 2, "notes-key", "Did you mean “companies”"),
        ("bolt: {label: Bolt}", "acme: {label: Bolt}", 4, "notes-duplicate", "stands first in line 3"),
        ("bolt: {label: Bolt}", "bolt: {label: Bolt", 5, "notes-yaml", "not valid YAML"),
        ("bolt: {label: Bolt}", "bolt: Bolt", 4, "notes-key", "needs a mapping"),
        ("label: Lease of a shed", "held by: acme", 8, "notes-domain", "says something of a normative position"),
        ("claims:\n  1.1a", "claims:\n  one", 15, "notes-value", "not a number of paragraph and sentence"),
        ("source: {id: letter", "sauce: {id: letter", 1, "notes-key", "does not name its source"),
    ],
)
def test_a_fault_is_named_with_file_line_and_mend(schema, tmp_path, old, new, line, code, says):
    assert old in SAMPLE
    with pytest.raises(NotesProblem) as caught:
        read(SAMPLE.replace(old, new, 1), schema, tmp_path)
    message = str(caught.value)
    assert f"letter.yaml:{line}:" in message, message
    assert says in message
    assert code in {finding.code for finding in caught.value.findings}


def test_all_faults_of_a_file_are_named_at_once(schema, tmp_path):
    broken = SAMPLE.replace("by: clerk", "by: clark").replace("mode: past", "mode: paste")
    with pytest.raises(NotesProblem) as caught:
        read(broken, schema, tmp_path)
    assert [finding.place.line for finding in caught.value.findings] == [17, 19]


def test_a_file_that_is_not_utf8_is_refused(schema, tmp_path):
    file = tmp_path / "letter.yaml"
    file.write_bytes(SAMPLE.encode("utf-16"))
    with pytest.raises(NotesProblem, match="not UTF-8"):
        read_notes([file], schema)


def test_a_second_source_may_add_to_what_the_first_describes(schema, tmp_path):
    (tmp_path / "a.yaml").write_text(SAMPLE)
    (tmp_path / "b.yaml").write_text(
        "source: {id: diary, label: A diary}\n"
        "agreements:\n  lease: {extends: yes, valid: thirties}\n"
        "claims:\n  1.1a: {says: The lease ends., by: clerk, basis: narrative, mode: past, about: lease}\n"
    )
    _, diary = read_notes([tmp_path / "a.yaml", tmp_path / "b.yaml"], schema)
    assert values(diary, "lease", "validDuring") == {thing("thirties").value}
    assert values(diary, "diary-claim-1.1a", "statedIn") == {thing("diary").value}
    assert all(item.kind is None for item in diary.items if item.iri == thing("lease"))


def test_two_descriptions_of_one_thing_are_refused(schema, tmp_path):
    (tmp_path / "a.yaml").write_text(SAMPLE)
    (tmp_path / "b.yaml").write_text("source: {id: diary, label: D}\ncompanies:\n  acme: {label: Another}\n")
    with pytest.raises(NotesProblem, match="extends: yes"):
        read_notes([tmp_path / "a.yaml", tmp_path / "b.yaml"], schema)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, len(SAMPLE)), put=st.text(max_size=12))
def test_no_text_makes_the_reader_fail_otherwise_than_by_a_problem(schema, tmp_path, cut, put):
    try:
        read(SAMPLE[:cut] + put.encode("utf-8", "ignore").decode() + SAMPLE[cut:], schema, tmp_path)
    except NotesProblem as problem:
        assert all(finding.place for finding in problem.findings)  # noqa: PT017 - most texts are broken
