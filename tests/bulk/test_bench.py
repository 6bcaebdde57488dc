"""What the measurements are made of: budgets judged by ratios, a picture, and a page that keeps its words."""

from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import report
from run import RATIOS, Ratio
from wrk import Load, Measure, script

MINE, THEIRS = Measure(3000.0, 1.0, 2.0, 100.0, 0), Measure(1000.0, 3.0, 9.0, 80.0, 0)
RESULTS = {"mix": {8: {"dealgraph": MINE, "peer": THEIRS}}}


@pytest.mark.parametrize(
    ("figure", "limit", "state"),
    [("rate", 3.0, "holds"), ("rate", 3.1, "missed"), ("cpu", 1.25, "holds"), ("cpu", 1.2, "missed")],
)
def test_throughput_has_a_least_ratio_and_cpu_a_greatest_one(figure: str, limit: float, state: str) -> None:
    assert Ratio("work", "mix", figure, "peer", limit).judge(RESULTS).state == state


def test_a_budget_whose_peer_was_not_run_says_so() -> None:
    assert "not measured" in Ratio("work", "mix", "rate", "another", 1.0).judge(RESULTS).state


def test_every_ratio_is_of_a_load_that_is_measured() -> None:
    from run import LOADS

    assert {ratio.load for ratio in RATIOS} <= {load.name for load in LOADS}


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
    budgets = [Ratio("work", "mix", "rate", peer, 3.0).judge(RESULTS) for peer in ("peer", "another")]
    content = {
        "machine": report.machine(),
        "quads": 1000,
        "plan": {"rounds": 1, "seconds": 1},
        "loads": {"mix": {"8": by_server}},
        "memory": {"dealgraph": 10_000_000},
        "budgets": [asdict(budget) for budget in budgets],
    }
    report.write(tmp_path, content)
    said = (tmp_path / "speed.md").read_text()
    assert "| work | 3 × peer | ≥ 3 × | holds |" in said
    assert "| work | - | ≥ 3 × | not measured: another was not run |" in said
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
