"""A condition exported to ODRL holds exactly where the condition does, whatever its shape."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.exports.conditions import Comparison, ConditionReader, InexpressibleError, Joint
from dealgraph.exports.facts import Facts
from dealgraph.exports.writing import ODRL

EVENTS = 3
NODES = ("AllOf", "AnyOf", "NoneOf", "ExactlyOneOf", "AtLeast")
LEAF = st.integers(0, EVENTS - 1)
TREES = st.recursive(
    LEAF,
    lambda inner: st.tuples(
        st.sampled_from(NODES), st.lists(inner, min_size=1, max_size=3, unique_by=repr), st.integers(1, 3)
    ),
    max_leaves=5,
)


def name_of(tree):
    return names.thing(f"c-{abs(hash(repr(tree)))}")


def operands_of(tree):
    """List the operands once each: in the graph a condition has a set of them."""
    return list({name_of(part): part for part in tree[1]}.values())


def minimum_of(tree):
    return min(tree[2], len(operands_of(tree)))


def describe(tree):
    """Write a tree as the triples of its conditions."""
    if isinstance(tree, int):
        yield Triple(name_of(tree), names.TYPE, names.deal("EventCondition"))
        yield Triple(name_of(tree), names.deal("onEvent"), names.thing(f"event-{tree}"))
        return
    yield Triple(name_of(tree), names.TYPE, names.deal(tree[0]))
    yield Triple(name_of(tree), names.deal("minimumMet"), Literal(minimum_of(tree)))
    for part in operands_of(tree):
        yield Triple(name_of(tree), names.deal("hasOperand"), name_of(part))
        yield from describe(part)


def is_met(tree, happened):
    if isinstance(tree, int):
        return happened[tree]
    count = sum(is_met(part, happened) for part in operands_of(tree))
    return {
        "AllOf": count == len(operands_of(tree)),
        "AnyOf": count > 0,
        "NoneOf": count == 0,
        "ExactlyOneOf": count == 1,
        "AtLeast": count >= minimum_of(tree),
    }[tree[0]]


def holds(formula, happened):
    if isinstance(formula, Joint):
        count = sum(holds(part, happened) for part in formula.parts)
        return {"and": count == len(formula.parts), "or": count > 0, "xone": count == 1}[formula.how]
    event = happened[int(formula.right.value.rpartition("-")[2])]
    return event if formula.operator.value == f"{ODRL}gteq" else not event


@given(TREES, st.booleans())
def test_an_exported_condition_holds_exactly_where_the_condition_does(tree, met):
    found = ConditionReader(Facts.of(describe(tree))).read(name_of(tree), met=met)
    for happened in product((False, True), repeat=EVENTS):
        assert all(holds(formula, happened) for formula in found) == (is_met(tree, happened) == met)


@given(TREES, st.booleans())
def test_a_logical_constraint_joins_plain_constraints_only(tree, met):
    for formula in ConditionReader(Facts.of(describe(tree))).read(name_of(tree), met=met):
        parts = formula.parts if isinstance(formula, Joint) else (formula,)
        assert all(isinstance(part, Comparison) for part in parts)
        assert not isinstance(formula, Joint) or len(parts) > 1


def read(turtle_like, *, met=True):
    """Read the condition id:c of a graph that is given as triples of short names and literals."""
    reader = ConditionReader(Facts.of(turtle_like))
    return reader.read(names.thing("c"), met=met), reader.lost


def said(formula):
    return [names.local(part.value) if isinstance(part, NamedNode) else part.value
            for part in (formula.left, formula.operator, formula.right)]  # fmt: skip


def time_condition(sense, first="2030-01-01T00:00:00Z", last="2030-12-31T23:59:59Z"):
    moment = NamedNode(f"{names.XSD}dateTime")
    yield Triple(names.thing("c"), names.TYPE, names.deal("TemporalCondition"))
    yield Triple(names.thing("c"), names.deal("referenceTime"), names.thing("t"))
    if sense:
        yield Triple(names.thing("c"), names.deal("boundarySense"), names.voc(sense))
    for name, value in (("earliestEnd", first), ("latestEnd", last)):
        if value:
            yield Triple(names.thing("t"), names.deal(name), Literal(value, datatype=moment))


@pytest.mark.parametrize(
    ("sense", "met", "operator", "moment", "exact"),
    [
        ("before", False, "lt", "2030-01-01T00:00:00Z", True),
        ("before", True, "gteq", "2030-01-01T00:00:00Z", True),
        ("through", False, "lteq", "2030-12-31T23:59:59Z", True),
        ("after", True, "gt", "2030-12-31T23:59:59Z", True),
        ("until", False, "lt", "2030-01-01T00:00:00Z", False),
        ("from", True, "gt", "2030-12-31T23:59:59Z", False),
        (None, False, "lt", "2030-01-01T00:00:00Z", False),
    ],
)
def test_a_time_is_said_as_the_part_that_is_certain(sense, met, operator, moment, exact):
    (formula,), lost = read(time_condition(sense), met=met)
    assert said(formula) == ["dateTime", operator, moment]
    assert [code for code, _ in lost] == ([] if exact else ["odrl-date"])


def test_a_time_without_a_date_cannot_be_said():
    with pytest.raises(InexpressibleError, match="no date"):
        read(time_condition("until", first=None, last=None))


def threshold(comparison="gteq", **more):
    yield Triple(names.thing("c"), names.TYPE, names.deal("ThresholdCondition"))
    yield Triple(names.thing("c"), names.deal("measures"), names.voc("revenue"))
    yield Triple(names.thing("c"), names.deal("limit"), names.thing("q"))
    yield Triple(names.thing("c"), names.deal("comparison"), names.voc(comparison))
    for name, value in more.items():
        yield Triple(names.thing("q"), names.deal(name), Literal(value))


@pytest.mark.parametrize(
    ("comparison", "opposite"), [("eq", "neq"), ("gt", "lteq"), ("gteq", "lt"), ("lt", "gteq"), ("lteq", "gt")]
)
def test_a_threshold_that_is_not_met_is_said_by_the_opposite_relation(comparison, opposite):
    (formula,), _lost = read(threshold(comparison, numericValue="5.0"), met=False)
    assert said(formula) == ["revenue", opposite, "5.0"]


def test_a_threshold_in_money_has_the_unit_of_its_currency():
    (formula,), lost = read(threshold(numericValue="5.0", currencyCode="EUR"))
    assert formula.unit.value.endswith("/currency/EUR")
    assert lost == []


def test_a_threshold_in_another_unit_says_that_the_unit_is_lost():
    (formula,), lost = read(threshold(numericValue="5.0", unitCode="kW"))
    assert formula.unit is None
    assert [(code, "kW" in what) for code, what in lost] == [("odrl-unit", True)]


def test_a_threshold_without_an_exact_figure_cannot_be_said():
    with pytest.raises(InexpressibleError, match="exact figure"):
        read(threshold(minimumValue="5.0"))


def test_a_composite_without_operands_cannot_be_said():
    with pytest.raises(InexpressibleError, match="no operands"):
        read([Triple(names.thing("c"), names.TYPE, names.deal("AllOf"))])


def test_a_condition_that_falls_into_too_many_alternatives_cannot_be_said():
    pairs = tuple(("AllOf", [2 * place, 2 * place + 1], 1) for place in range(7))
    tree = ("AnyOf", list(pairs), 1)
    with pytest.raises(InexpressibleError, match="too many"):
        ConditionReader(Facts.of(describe(tree))).read(name_of(tree), met=True)


def test_an_exclusive_choice_between_leaves_stays_one():
    tree = ("ExactlyOneOf", [0, 1], 1)
    (formula,) = ConditionReader(Facts.of(describe(tree))).read(name_of(tree), met=True)
    assert formula.how == "xone"


def test_the_loss_of_negation_is_noted_for_none_of_and_not_for_an_end():
    reader = ConditionReader(Facts.of(describe(("NoneOf", [0], 1))))
    reader.read(name_of(("NoneOf", [0], 1)), met=True)
    assert [code for code, _ in reader.lost] == ["odrl-negation"]
    end = ConditionReader(Facts.of(describe(0)))
    end.read(name_of(0), met=False)
    assert end.lost == []
