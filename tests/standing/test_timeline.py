"""The algebra of three-valued timelines, held against a point by point reading of Kleene's logic."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dealgraph.standing.timeline import (
    ALWAYS,
    BEGIN,
    FALSE,
    NEVER,
    TRUE,
    UNKNOWN,
    UNSURE,
    Value,
    agreed,
    all_of,
    any_of,
    at_least,
    at_most,
    cut,
    diff,
    exactly_one,
    none_of,
    once,
    opposite,
    steps,
    turning,
)

VALUES = st.sampled_from(list(Value))
DAYS = st.integers(1, 60)
EVERY = range(62)


@st.composite
def timelines(draw):
    days = sorted(draw(st.sets(DAYS, max_size=6)))
    return steps([(BEGIN, draw(VALUES)), *((day, draw(VALUES)) for day in days)])


LINES = st.lists(timelines(), max_size=4)


def completions(values):
    """Replace each unknown value by false and by true."""
    return product(*[(value,) if value is not UNKNOWN else (FALSE, TRUE) for value in values])


def by_completion(function, values):
    """Give the value that all completions agree on."""
    found = {TRUE if function([value is TRUE for value in row]) else FALSE for row in completions(values)}
    return found.pop() if len(found) == 1 else UNKNOWN


@given(LINES)
def test_and_or_nor_are_minimum_maximum_and_mirror_on_every_day(lines):
    for day in EVERY:
        values = [line.at(day) for line in lines]
        assert all_of(lines).at(day) == min(values, default=TRUE)
        assert any_of(lines).at(day) == max(values, default=FALSE)
        assert none_of(lines).at(day) == TRUE - max(values, default=FALSE)


@given(LINES, st.integers(0, 5))
def test_counting_gives_what_all_ways_to_settle_the_unknown_agree_on(lines, number):
    for day in EVERY:
        values = [line.at(day) for line in lines]
        assert at_least(number, lines).at(day) is by_completion(lambda row: sum(row) >= number, values)
        assert exactly_one(lines).at(day) is by_completion(lambda row: sum(row) == 1, values)


@given(LINES)
def test_de_morgan_holds(lines):
    mirrored = [opposite(line) for line in lines]
    assert opposite(all_of(lines)) == any_of(mirrored)
    assert opposite(any_of(lines)) == all_of(mirrored)


@given(timelines(), timelines(), timelines())
def test_and_and_or_are_commutative_associative_absorbing_and_distributive(a, b, c):
    assert all_of([a, b]) == all_of([b, a])
    assert all_of([a, all_of([b, c])]) == all_of([all_of([a, b]), c])
    assert all_of([a, any_of([a, b])]) == a == any_of([a, all_of([a, b])])
    assert all_of([a, any_of([b, c])]) == any_of([all_of([a, b]), all_of([a, c])])
    assert opposite(opposite(a)) == a


@given(timelines())
def test_neutral_elements_leave_a_timeline_as_it_is(line):
    assert all_of([line, ALWAYS]) == line == any_of([line, NEVER])
    assert all_of([line, NEVER]) == NEVER
    assert any_of([line, ALWAYS]) == ALWAYS


@given(timelines())
def test_once_is_the_highest_value_so_far(line):
    for day in EVERY:
        assert once(line).at(day) == max(line.at(past) for past in range(day + 1))
    assert once(once(line)) == once(line)
    assert list(once(line).values) == sorted(once(line).values)


@given(timelines(), timelines())
def test_once_distributes_over_or(a, b):
    assert once(any_of([a, b])) == any_of([once(a), once(b)])


@given(timelines())
def test_capping_at_unknown_leaves_no_certainty_but_falsehood(line):
    for day in EVERY:
        assert at_most(line, UNKNOWN).at(day) == min(line.at(day), UNKNOWN)


@given(LINES, VALUES)
def test_every_timeline_is_written_in_one_way_only(lines, value):
    for line in [*lines, all_of(lines), any_of(lines), none_of(lines), *(once(found) for found in lines)]:
        assert line.days[0] == BEGIN
        assert list(line.days) == sorted(set(line.days))
        assert all(one is not other for one, other in zip(line.values, line.values[1:], strict=False))
    assert steps([(BEGIN, value), (5, value), (9, value)]).days == (BEGIN,)


@given(timelines(), DAYS, DAYS)
def test_a_cut_covers_the_stretch_without_gap_or_overlap(line, one, other):
    first, last = sorted((one, other))
    segments = cut(line, first, last)
    covered = [day for segment in segments for day in range(segment.first, segment.last + 1)]
    assert covered == list(range(first, last + 1))
    assert all(line.at(day) is segment.value for segment in segments for day in (segment.first, segment.last))


@given(timelines(), timelines())
def test_a_diff_names_exactly_the_days_that_differ(one, other):
    found = {day for part in diff(one, other) for day in range(part.first, min(part.last, 61) + 1)}
    assert found == {day for day in EVERY if one.at(day) is not other.at(day)}
    assert (diff(one, other) == []) == (one == other)


@given(st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
def test_what_turns_between_two_days_is_false_then_unknown_then_true(earliest, latest):
    line = turning(earliest, latest)
    low, high = earliest, latest
    if low is not None and high is not None:
        low, high = sorted((low, high))
    for day in EVERY:
        certain, possible = high is not None and day >= high, low is None or day >= low
        assert line.at(day) is (TRUE if certain else UNKNOWN if possible else FALSE)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_values_that_differ_agree_on_nothing(values):
    assert agreed(values) is (values[0] if len(set(values)) == 1 else UNKNOWN)


def test_nothing_is_unsure_by_itself():
    assert UNSURE.at(BEGIN) is UNKNOWN
    assert all_of([]) == ALWAYS
    assert any_of([]) == NEVER == exactly_one([])
    assert at_least(0, []) == ALWAYS
    assert at_least(1, []) == NEVER
