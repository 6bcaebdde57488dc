"""A single SELECT, which knows nothing of the evaluator, gives the same verdicts for clauses one level deep."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealgraph import names
from dealgraph.answer import Question, Table
from dealgraph.standing import desk_of
from dealgraph.standing.model import LEVELS
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.timeline import FALSE, TRUE, UNKNOWN, Value

ORACLE = Path(__file__).with_name("one_level.rq").read_text(encoding="utf-8")
USUAL = max(60, int(os.environ.get("DEALGRAPH_EXAMPLES", "0")))
STRENGTHS = dict(zip(LEVELS, (40, 25, 20, 10), strict=True))
TURNS = [date(2024, 5, 31), date(2024, 6, 29), date(2024, 6, 30), date(2025, 1, 20), date(2025, 1, 21),
         date(2029, 12, 31), date(2030, 1, 1), date(2030, 12, 31), date(2031, 1, 1)]  # fmt: skip
DAYS = st.sampled_from(TURNS) | st.dates(date(2023, 1, 1), date(2033, 1, 1))


@pytest.fixture(scope="module")
def verdicts(store):
    def verdicts(day, level):
        moment, following = (f'"{d}T00:00:00Z"^^xsd:dateTime' for d in (day, day + timedelta(days=1)))
        text = ORACLE.replace("$ON", moment).replace("$NEXT", following).replace("$STRENGTH", str(STRENGTHS[level]))
        answer = store.ask(Question(names.prologue() + text))
        assert isinstance(answer, Table)
        return {row[0].value: in_force(*(Value(int(cell.value)) for cell in row[1:])) for row in answer}

    return verdicts


def in_force(start, end, may_end, used):
    over = max(end, min(may_end, UNKNOWN), used)
    return min(start, (TRUE, UNKNOWN, FALSE)[over])


def one_level(desk):
    """List the rights that need nothing beforehand: what remains is one level deep."""
    return {p.iri for p in desk.model.positions.values() if p.is_right and all(
        clause.role.value != "requires" or p.iri in desk.index.options for clause in p.clauses)}  # fmt: skip


@settings(max_examples=USUAL, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=DAYS, level=st.sampled_from(LEVELS))
def test_the_select_and_the_evaluator_agree_on_every_right(verdicts, store, day, level):
    desk = desk_of(store)
    record, rights = desk.record(Scenario(level=level)), one_level(desk)
    expected = {iri: value for iri, value in verdicts(day, level).items() if iri in rights}
    found = {iri: record.position(iri).root.curve.at(day.toordinal()) for iri in rights if record.known(iri)}
    assert found == expected
    assert len(found) == 9
