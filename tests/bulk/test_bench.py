"""What the measurements are made of: budgets judged by ratios, a picture, and a page that keeps its words."""

import json
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import report
import scale
from growth import budgets as growth
from growth import markdown
from loads import LOADS, RATIOS, Ratio
from report import Budget
from run import Run
from wrk import Load, Measure, script

MINE, THEIRS = Measure(3000.0, 1.0, 2.0, 100.0, 0), Measure(1000.0, 3.0, 9.0, 80.0, 0)
RESULTS = {"mix": {8: {"dealgraph": MINE, "peer": THEIRS}}}


@pytest.mark.parametrize(
    ("figure", "limit", "state"),
    [("rate", 3.0, "holds"), ("rate", 3.1, "missed"), ("cpu", 1.25, "holds"), ("cpu", 1.2, "missed")],
)
def test_throughput_has_a_least_ratio_and_cpu_a_greatest_one(figure: str, limit: float, state: str) -> None:
    assert Ratio("work", "mix", figure, "peer", limit).judge(RESULTS, {}).state == state


def test_a_budget_whose_peer_was_not_run_says_why() -> None:
    judged = Ratio("work", "mix", "rate", "another", 1.0).judge(RESULTS, {"another": "it did not start"})
    assert judged.state == "not measured: another: it did not start"
    assert Ratio("work", "no load", "rate", "peer", 1.0).judge(RESULTS, {}).state.startswith("not measured")


def test_every_ratio_is_of_a_load_that_is_measured() -> None:
    assert {ratio.load for ratio in RATIOS} <= {load.name for load in LOADS}


def empty_content() -> dict:
    length = {"rounds": 1, "seconds": 1}
    given = {"machine": report.machine(), "quads": 1000, "plan": {"length": length}, "seconds": {}}
    return given | {"budgets": [], "loads": {}, "memory": {}, "missing": {}}


def test_a_part_that_fails_is_told_and_loses_nothing_of_the_others(tmp_path: Path) -> None:
    run = Run(tmp_path, empty_content())
    run.part("first", lambda: [Budget("a", "1", "2", "holds")])
    run.part("second", lambda: [Budget("b", "1", str({}["gone"]), "holds")])
    run.part("third", lambda: [Budget("c", "1", "2", "missed")])
    written = json.loads((tmp_path / "speed.json").read_text())
    assert [row["name"] for row in written["budgets"]] == ["a", "second", "c"]
    assert "failed: KeyError" in (tmp_path / "speed.md").read_text()
    assert run.failed == ["second"]


def size(quads: int, cpu: float, served: float) -> dict:
    questions = dict.fromkeys(("lookup", "join", "claims", "graph"), 50.0)
    return {
        "size": quads, "machine": report.machine(), "quads": quads, "stated": quads // 2, "documents": 10, "made": 0.1,
        "validated": 1.0, "load": {"seconds": 1.0, "cpu": cpu, "unchanged": 0.1, "memory": 1e8}, "open": 0.01,
        "warm": {"seconds": 1.0, "cpu": quads / 200_000}, "memory": 350.0, "disk": 260.0, "from disk": questions,
        "from memory": questions, "engine": {"latency": 50.0, "base": 40.0},
        "served": {"ready": 1.0, "latency": served, "base": 1000.0},
    }  # fmt: skip


def test_growth_is_judged_by_the_largest_size_and_by_what_a_quad_costs() -> None:
    small, large = size(100_000, 10.0, 1000.0), size(1_000_000, 100.0, 1900.0)
    assert {budget.state for budget in growth([small, large])} == {"holds"}
    slow = size(1_000_000, 150.0, 2100.0)
    states = {budget.name.partition(",")[0]: budget.state for budget in growth([small, slow])}
    assert (states["lookup"], states["load and validation"]) == ("missed", "missed")
    assert states["memory of a quad"] == "holds"
    assert "1,000,000 quads" in markdown([small, large])


def test_sizes_that_were_measured_stay_until_they_are_measured_again(tmp_path: Path) -> None:
    scale.write(tmp_path, {10: size(10, 1.0, 1.0), 5: size(5, 1.0, 1.0)})
    found = scale.measured(tmp_path / "scale.json")
    assert sorted(found) == [5, 10]
    assert [one["size"] for one in scale.write(tmp_path, found | {7: size(7, 1.0, 1.0)})] == [5, 7, 10]
    assert scale.measured(tmp_path / "nothing.json") == {}


def test_the_picture_shows_every_server() -> None:
    drawn = report.picture({"mix": {"8": {name: asdict(found) for name, found in RESULTS["mix"][8].items()}}})
    said = "".join(ET.fromstring(drawn).itertext())  # noqa: S314 - our own
    assert "dealgraph: 3,000" in said
    assert "peer: 1,000" in said


def test_a_new_run_replaces_the_tables_and_keeps_the_words(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for text in ("first", "second"):
        report.put_between(page, "Title", text)
    page.write_text(page.read_text() + "After.\n")
    report.put_between(page, "Title", "third")
    said = page.read_text()
    assert said.startswith("# Title\n")
    assert said.endswith("After.\n")
    assert "third" in said
    assert "second" not in said


def test_the_report_tells_every_budget_and_every_server(tmp_path: Path) -> None:
    by_server = {name: asdict(found) for name, found in RESULTS["mix"][8].items()}
    budgets = [Ratio("work", "mix", "rate", peer, 3.0).judge(RESULTS, {}) for peer in ("peer", "another")]
    content = empty_content() | {
        "loads": {"mix": {"8": by_server}},
        "memory": {"dealgraph": 10_000_000},
        "missing": {"another": "it did not start"},
        "budgets": [asdict(budget) for budget in budgets],
    }
    report.write(tmp_path, content)
    said = (tmp_path / "speed.md").read_text()
    assert "| work | 3 × (3,000 to 1,000 requests/s) | ≥ 3 × peer | holds |" in said
    assert "another is left out: it did not start" in said
    assert "| peer | 8 | 1,000 | 0.333 | 3.00 | 9.00 | 80 | 0.8 | 0 |" in said
    assert (tmp_path / "speed.svg").exists()


def test_the_machine_is_described_without_a_name_or_a_path() -> None:
    import platform

    said = str(report.machine())
    assert platform.node() not in said
    assert str(Path.home()) not in said


def test_a_request_that_is_not_repeated_is_never_the_same() -> None:
    from servers import Server

    text = script(Server("any", 1, "/sparql", 1), Load("mix", ("SELECT * { <a-%d> ?p ?o }",), 0.0), 10)
    assert "math.random(1000000000)" in text
    assert "a-%d" in text
