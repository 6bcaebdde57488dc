"""Questions about which rights are in force, and how that changes."""

from dealgraph.catalog import Column, Parameter
from dealgraph.standing.parameters import (
    BEFORE,
    CLAIMS,
    COUNTERPARTY,
    DATE,
    EVENT,
    FROM,
    HOLDER,
    ITEM,
    ITEM_LABEL,
    KIND,
    LEVEL,
    MAY_NEED,
    ON,
    REASONS,
    RIGHT,
    ROLE,
    TO,
    WHAT_KIND,
    scenario_parameters,
)
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.scenario import AS_RECORDED

_STATE_A, _VALUE_A = Column("a_state", "string", "State in a"), Column("a_value", "string", "In force in a")
_STATE_B, _VALUE_B = Column("b_state", "string", "State in b"), Column("b_value", "string", "In force in b")

STATE_QUESTIONS = (
    StandingQuestion(
        "rights-in-force",
        "Rights in force",
        "Which rights are in force on a date, and which are not?",
        "One row for each right, those in force first. A right whose holder no source states is listed for every party "
        "to its agreement; the column tells.",
        (ON, HOLDER, COUNTERPARTY, KIND),
        (
            REASONS,
            Column("holder_stated", "boolean", "Holder stated"),
            Column("speakers", "string", "According to", many=True),
            CLAIMS,
            Column("passages", "passage", "Passages", many=True),
        ),
    ),
    StandingQuestion(
        "timeline",
        "Timeline",
        "When is a right in force, and when not?",
        "One row for each stretch of time with one state, from the beginning of the calendar to its end.",
        (RIGHT, MAY_NEED),
        (FROM, TO, REASONS),
    ),
    StandingQuestion(
        "why",
        "Why",
        "Is a right in force on a date, and why?",
        "One row. The full answer holds the proof, the verdict at each level of certainty and the passages.",
        (RIGHT, ON, MAY_NEED),
        (REASONS, Column("contested_by", "string", "Contested by", many=True), CLAIMS),
        "lawyer",
        is_told=True,
    ),
    StandingQuestion(
        "why-not",
        "Why not",
        "What keeps a right from being in force on a date?",
        "One row for each clause that keeps it from being in force; none where it is.",
        (RIGHT, ON, MAY_NEED),
        (ROLE, ITEM, ITEM_LABEL, Column("item_value", "string", "Value of the item"), REASONS, CLAIMS),
        "lawyer",
    ),
    StandingQuestion(
        "what-ends",
        "What ends",
        "Which rights end, or become uncertain, if an event happens?",
        "Compares that the event happens on the date with that it never does.",
        (EVENT, ON),
        (BEFORE, REASONS),
        "lawyer",
    ),
    StandingQuestion(
        "what-starts",
        "What starts",
        "Which rights come into force, or may, if an event happens?",
        "Compares that the event happens on the date with that it never does.",
        (EVENT, ON),
        (BEFORE, REASONS),
        "lawyer",
    ),
    StandingQuestion(
        "diff",
        "What changes between two dates",
        "Which rights change between two dates?",
        "The first day of a month or year counts. Rights of which only the beginning is not dated stand apart.",
        (
            Parameter("from", "date", "From", "Names the earlier date.", required=True, example="2024-12-31"),
            Parameter("to", "date", "To", "Names the later date.", required=True, example="2025-02-01"),
        ),
        (
            BEFORE,
            Column("change", "string", "Change"),
            Column("apart", "boolean", "Only not dated before"),
            REASONS,
        ),
    ),
    StandingQuestion(
        "compare",
        "Compare two scenarios",
        "Which rights differ between two scenarios on a date?",
        f"A side of which nothing is said is “{AS_RECORDED}”. State and value are those of side b.",
        (
            ON,
            Parameter("a", "string", "Scenario a", "Names a scenario.", choices=(AS_RECORDED,)),
            Parameter("b", "string", "Scenario b", "Names a scenario.", choices=(AS_RECORDED,)),
            *scenario_parameters("a.", " in a"),
            *scenario_parameters("b.", " in b"),
        ),
        (_STATE_A, _VALUE_A, _STATE_B, _VALUE_B),
    ),
    StandingQuestion(
        "next-changes",
        "Next changes",
        "What changes next?",
        "One row for each day on which the state of a right changes after the date.",
        (
            Parameter("after", "date", "After", "Asks for changes after this date.", default=("today",)),
            Parameter("within", "string", "Within", "Ends the search after a duration.", example="P10Y"),
        ),
        (DATE, BEFORE, REASONS),
    ),
    StandingQuestion(
        "expiring",
        "Expiring rights",
        "Which rights that are in force end, or may end, before a date?",
        "One row for each right that is in force on the first date and no longer certain before the second.",
        (ON, Parameter("before", "date", "Before", "Names the date.", required=True, example="2031-06-01")),
        (Column("may_end", "date", "Uncertain from"), Column("ends", "date", "Not in force from")),
    ),
    StandingQuestion(
        "levers",
        "Levers",
        "Which single assumption would change the verdict?",
        "One row for each assumption that changes the state of the right on the date, as it is written in a URL.",
        (RIGHT, ON, MAY_NEED),
        (Column("lever", "string", "Assumption"), WHAT_KIND, BEFORE),
        "lawyer",
    ),
    StandingQuestion(
        "depends-on",
        "What a right depends on",
        "On which events, times, figures and other rights does a right depend?",
        "One row for each, with the roles that it plays.",
        (RIGHT, ON),
        (ITEM, ITEM_LABEL, WHAT_KIND, ROLE),
        "lawyer",
    ),
    StandingQuestion(
        "conditions",
        "Clauses of a right",
        "What are the clauses of a right, and are they met?",
        "One row for each clause; the last column tells whether it counts at the level asked for.",
        (RIGHT, ON),
        (
            ROLE,
            ITEM,
            ITEM_LABEL,
            Column("item_value", "string", "Met"),
            LEVEL,
            CLAIMS,
            Column("counts", "boolean", "Counts"),
        ),
        "lawyer",
    ),
    StandingQuestion(
        "undetermined",
        "Undetermined rights",
        "Of which rights is it unknown on a date whether they are in force?",
        "One row for each, with the reasons.",
        (ON,),
        (REASONS,),
    ),
    StandingQuestion(
        "contested",
        "Contested verdicts",
        "Which verdicts depend on how firm a claim has to be?",
        "One row for each right whose verdict is another one at another level of certainty.",
        (ON,),
        (
            Column("contested_by", "string", "Contested by", many=True),
            *(
                Column(level, "string", f"State if {level}")
                for level in ("stated", "reported", "suggested", "rumoured")
            ),
        ),
        "journalist",
    ),
)
"""The questions of this module."""
