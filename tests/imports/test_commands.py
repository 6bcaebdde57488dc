"""The commands for other people's data: what they say, what they leave behind, and the status they end with."""

import pytest

from dealservice.cli import run


@pytest.fixture
def command(monkeypatch, capsys, store_folder):
    monkeypatch.setenv("DEALGRAPH_STORE", str(store_folder))

    def call(*words):
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return call


def test_an_import_with_doubtful_values_succeeds_says_what_it_found_and_leaves_its_report(command, folder, tmp_path):
    status, out, err = command("import", "cuad", folder, "--report", tmp_path / "report")
    assert status == 0
    assert "Recognised: 3 contracts, 41 categories" in out
    assert "doubtful: master_clauses.csv, row 3, Agreement Date-Answer: redacted" in err
    assert sorted(file.name for file in (tmp_path / "report").iterdir()) == [
        "quality.csv",
        "quality.html",
        "quality.ttl",
    ]
    again, out, _ = command("import", "cuad", folder, "--report", tmp_path / "report")
    assert again == 0
    assert "Nothing changed since version" in out


@pytest.mark.parametrize("words", [("import", "cuad"), ("import", "ai-data-deals"), ("verify",)])
def test_what_cannot_be_used_ends_with_two_a_reason_and_no_change(command, store_folder, tmp_path, words):
    before = (store_folder / "current").read_bytes()
    status, out, err = command(*words, tmp_path / "nowhere")
    assert (status, out) == (2, "")
    assert err.rstrip().endswith("]")
    assert (store_folder / "current").read_bytes() == before


def test_documents_are_held_against_the_graph_and_a_changed_one_ends_with_one(command, folder):
    command("import", "cuad", folder)
    status, out, _ = command("verify", folder)
    assert status == 0
    assert "0 mismatches" in out
    text = folder / "full_contract_txt" / "Beech - Distributor Agreement.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("gifts", "goods"), encoding="utf-8")
    status, _, err = command("verify", folder)
    assert status == 1
    assert f"mismatch: {text.name}" in err
