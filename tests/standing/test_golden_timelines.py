"""The timelines of all positions, at each level and with and without outside dates, are those in the golden file.

Run with DEALGRAPH_WRITE_GOLDEN=1 to write the file anew after a change that is meant.
"""

import json
import os
from pathlib import Path

import pytest

from dealgraph.standing import desk_of
from dealgraph.standing.dates import day_text
from dealgraph.standing.model import LEVELS, shown
from dealgraph.standing.scenario import CONTEXTS, Scenario
from dealgraph.standing.states import all_stretches

GOLDEN = Path(__file__).parent / "golden" / "timelines.json"


@pytest.fixture(scope="module")
def found(store):
    desk = desk_of(store)
    return {
        context: {shown(iri): timelines(desk, iri, context) for iri in sorted(desk.model.positions)}
        for context in CONTEXTS
    }


def timelines(desk, position, context):
    """Write the timeline of a position at each level, where it is not that of the firmer one."""
    written, before = {}, None
    for level in LEVELS:
        standing = desk.record(Scenario(level=level, context=context)).position(position)
        now = [f"{day_text(s.first) or 'always'} {s.state}" for s in all_stretches(standing)]
        if now != before:
            written[level] = before = now
    return written


def test_the_timelines_are_the_expected_ones(found):
    if os.environ.get("DEALGRAPH_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))
