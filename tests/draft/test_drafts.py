"""A draft proposes where and what a text may claim; none of it reaches a store before a person has confirmed it."""

import hashlib
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dealgraph.build import Inputs, build, read_documents
from dealgraph.draft import Cues, draft, write_draft
from dealgraph.draft.sentences import sentences
from dealgraph.names import deal
from dealgraph.notes import read_notes
from dealgraph.problems import NotesProblem
from dealgraph.schema import read_schema
from dealservice.cli import run

ARTICLES = Path(__file__).parent / "articles"
NAMES = sorted(file.stem for file in ARTICLES.glob("*.txt"))


@pytest.fixture(scope="module")
def schema():
    return read_schema(Inputs().ontology)


@pytest.fixture(scope="module")
def cues(schema):
    return Cues(schema, read_documents(Inputs()))


@pytest.fixture(scope="module")
def drafts(cues):
    return {name: draft(text_of(name), name, cues) for name in NAMES}


def text_of(name):
    return (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")


def found(drafted):
    return {proposal.sentence.name: proposal for proposal in drafted.proposals}


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Ab1.?! \n\r\t\"'“”()$€,"), max_size=120))
def test_sentences_follow_each_other_and_leave_nothing_out(text):
    end, numbers = 0, []
    for sentence in sentences(text):
        assert end <= sentence.start < sentence.end <= len(text)
        assert not text[end : sentence.start].strip()
        assert text[sentence.start] == text[sentence.start : sentence.end].lstrip()[0]
        end = sentence.end
        numbers.append((sentence.paragraph, sentence.number))
    assert not text[end:].strip()
    assert numbers == sorted(set(numbers))


def test_a_quotation_mark_belongs_to_the_sentence_that_it_opens():
    text = 'They agreed. "We share it," she said. “Nobody else does.” That is all.'
    assert [text[s.start : s.end] for s in sentences(text)] == [
        "They agreed.",
        '"We share it," she said.',
        "“Nobody else does.”",
        "That is all.",
    ]


def test_lines_that_break_within_sentences_make_one_paragraph():
    names = [sentence.name for sentence in sentences(text_of("chips"))]
    assert names == ["0.1", "1.1", "1.2", "2.1", "2.2", "2.3", "3.1"]


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("chips", {"1.1": "narrative", "2.1": "quoted-statement", "2.2": "report", "3.1": "rumour"}),
        ("songs", {"1.1": "attributed-statement", "1.2": "inference", "1.3": "report", "2.1": "narrative"}),
        ("ferries", {"1.1": "attributed-statement", "1.2": "quoted-statement", "2.1": "inference"}),
    ],
)
def test_the_wording_suggests_the_basis(drafts, name, basis):
    proposals = found(drafts[name])
    assert {place: proposals[place].basis[0] for place in basis} == basis


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("chips", {"1.1": ["exclusive right"], "1.2": ["right of first offer"], "2.3": ["liberty"]}),
        ("songs", {"1.1": ["access right"], "1.3": ["revenue share"], "2.1": ["termination right"]}),
        ("ferries", {"2.1": ["exclusive right", "liberty"], "2.2": ["obligation", "consent right"]}),
    ],
)
def test_kinds_of_rights_are_told_by_the_words_of_the_vocabularies(drafts, name, kinds):
    proposals = found(drafts[name])
    assert {place: [cue.term for cue in proposals[place].kinds] for place in kinds} == kinds


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("chips", {"Northlake Foundry", "Corvid Systems", "Pellan Ltd.", "Tromso"}),
        ("songs", {"Halden Music", "Tidewater Radio"}),
        ("ferries", {"Vestri", "Aurel Marine Group"}),
    ],
)
def test_names_that_no_notes_describe_are_proposed(drafts, name, labels):
    assert {label for label, _ in drafts[name].strangers.values()} == labels


def test_dates_and_sums_keep_their_words_beside_their_reading(drafts):
    chips, songs = found(drafts["chips"]), found(drafts["songs"])
    assert [(d.words, d.edtf) for d in chips["1.2"].dates] == [
        ("14 March 2027", "2027-03-14"),
        ("until 2031", "../2031"),
    ]
    assert [(m.words, m.value, m.currency) for m in chips["2.2"].sums] == [("$2.5 billion", "2500000000", "USD")]
    assert [d.edtf for d in songs["1.1"].dates] == ["2026-05-03", "../2029"]
    assert [(m.value, m.currency) for m in songs["1.3"].sums] == [("40000000", "EUR")]


def test_what_other_notes_describe_is_known_by_name(cues):
    proposals = found(draft("Oracle leases Azure to OpenAI.", "memo", cues))
    assert proposals["1.1"].things == ("oracle", "azure", "openai")


def test_a_sentence_that_names_nothing_is_a_passage_without_a_claim(drafts):
    assert not found(drafts["songs"])["2.2"].says_something
    tree = yaml.safe_load(write_draft(drafts["songs"]))
    assert "2.2a" not in tree["claims"]
    assert 2.2 in tree["passages"]


@pytest.mark.parametrize("name", NAMES)
def test_digests_are_those_of_the_slices(drafts, name):
    text = text_of(name)
    assert drafts[name].digest == hashlib.sha256((ARTICLES / f"{name}.txt").read_bytes()).hexdigest()
    for proposal in drafts[name].proposals:
        place = proposal.sentence
        assert proposal.digest == hashlib.sha256(text[place.start : place.end].encode()).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_is_a_notes_file_of_which_nothing_is_confirmed(drafts, schema, tmp_path, name):
    file = tmp_path / f"{name}.yaml"
    file.write_text(write_draft(drafts[name]), encoding="utf-8")
    (document,) = read_notes([file], schema)
    assert document.is_draft
    claims = [item for item in document.items if item.kind == deal("Claim")]
    assert not claims
    marks = file.read_text(encoding="utf-8").count("unconfirmed: yes\n")
    assert len(document.unconfirmed) == marks
    outcome = build(Inputs(notes=(*Inputs().notes, file)), tmp_path / "store")
    assert name.encode() not in outcome.version.quads.read_bytes()
    assert outcome.unconfirmed == document.unconfirmed


def test_the_text_stands_in_a_draft_only_where_it_is_wished(drafts):
    text, drafted = text_of("chips"), drafts["chips"]
    assert "for the amendment" not in write_draft(drafted)
    assert "for the amendment" in write_draft(drafted, text=text)


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DEALGRAPH_STORE", str(tmp_path / "store"))

    def call(*words):
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return call


def test_one_confirmed_claim_enters_the_graph_and_the_others_stay_out(command, tmp_path):
    notes = tmp_path / "ferries.yaml"
    assert command("draft", ARTICLES / "ferries.txt", "--output", notes)[0] == 0
    kept = notes.read_text(encoding="utf-8")
    for old, new in (
        ('  1.1a:\n    unconfirmed: yes\n    says: ""', "  1.1a:\n    says: The two design ships together."),
    ):
        assert old in kept
        kept = kept.replace(old, new)
    lines = kept.splitlines()
    for name in ("vestri", "aurel-marine-group", "ferries-author"):
        place = next(n for n, line in enumerate(lines) if line.startswith(f"  {name}:"))
        assert lines.pop(place + 1) == "    unconfirmed: yes"
    notes.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = command("check", "--notes", notes)
    assert code == 0
    assert "“1.1a”" not in out
    assert "“1.2a” is not confirmed and is left out." in out
    assert command("build", "--notes", notes)[0] == 0
    _, out, _ = command("ask", "claims", "--format", "csv")
    assert "The two design ships together." in out
    assert out.count("/ferries-claim-") == 1


def test_a_confirmed_item_does_not_rest_on_an_unconfirmed_one(drafts, schema, tmp_path):
    file = tmp_path / "songs.yaml"
    text = write_draft(drafts["songs"])
    file.write_text(text.replace("  1.3a:\n    unconfirmed: yes\n", "  1.3a:\n"), encoding="utf-8")
    with pytest.raises(NotesProblem, match="not confirmed yet") as caught:
        read_notes([file], schema)
    assert {finding.code for finding in caught.value.findings} == {"notes-reference"}


def test_the_passages_that_curated_notes_cite_are_among_those_proposed(article, cues):
    text = article.read_bytes().decode()
    curated = next(d for d in read_documents(Inputs()) if d.name == "article")

    def value(item, name):
        return next(int(s.value.value) for s in item.statements if s.property == deal(name))

    cited = {(value(i, "startOffset"), value(i, "endOffset")) for i in curated.items if i.kind == deal("Passage")}
    proposed = {(p.sentence.start, p.sentence.end) for p in draft(text, "again", cues).proposals if p.says_something}
    assert len(cited & proposed) >= 0.8 * len(cited)


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", (), "article-unreadable"),
        (b"\xff\xfe", (), "article-unreadable"),
        (None, (), "article-unreadable"),
        (b"A deal.", ("--id", "a b"), "usage-invalid"),
        (b"A deal.", ("--id", "article"), "usage-invalid"),
        (b"A deal.", ("--output", "here.txt"), "file-exists"),
        (b"A deal.", ("--notes", "no/such/notes"), "notes-missing"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_written(command, tmp_path, monkeypatch, content, options, code):
    monkeypatch.chdir(tmp_path)
    Path("here.txt").write_text("mine", encoding="utf-8")
    if content is not None:
        Path("letter.txt").write_bytes(content)
    status, out, err = command("draft", "letter.txt", *options)
    assert (status, out) == (2, "")
    assert err.rstrip().endswith(f"[{code}]")
    assert Path("here.txt").read_text(encoding="utf-8") == "mine"


def test_without_the_library_the_command_says_what_to_install(command, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("dealgraph.draft")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("dealgraph.draft", raising=False)
    monkeypatch.setitem(sys.modules, "spacy", None)
    status, _, err = command("draft", ARTICLES / "songs.txt")
    assert status == 2
    assert "pip install 'dealgraph[draft]'" in err
