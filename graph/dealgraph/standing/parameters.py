"""The parameters and columns that the questions about standing share."""

from dealgraph.catalog import Column, Parameter
from dealgraph.names import deal
from dealgraph.standing.dates import UNTIL_READINGS
from dealgraph.standing.model import LEVELS
from dealgraph.standing.scenario import CONTEXTS, WORLDS


def scenario_parameters(prefix: str = "", of: str = "") -> tuple[Parameter, ...]:
    """Declare the parameters of a scenario, for one side of a comparison where a prefix is given."""
    return (
        Parameter(f"{prefix}assume", "string", f"Assume{of}", "Assumes an event or a figure, with its date.",
                  many=True, example="agi@2030" if prefix == "b." else "agi@2027-06-30"),
        Parameter(f"{prefix}never", "string", f"Never{of}", "Assumes that an event never happens.",
                  many=True, example="earning-systems", of_class=deal("Event")),
        Parameter(f"{prefix}disregard", "string", f"Disregard{of}", "Sets a claim aside.",
                  many=True, example="article:7.2c"),
        Parameter(f"{prefix}world", "string", f"World{of}",
                  "Says whether what nobody reports is presumed not to have happened, or left open.",
                  default=_usual("closed", prefix), choices=WORLDS),
        Parameter(f"{prefix}level", "string", f"Certainty{of}", "Counts claims at this level or above it.",
                  default=_usual("reported", prefix), choices=LEVELS),
        Parameter(f"{prefix}until", "string", f"Until{of}", "Says how the word “until” is read.",
                  default=_usual("unknown", prefix), choices=UNTIL_READINGS),
        Parameter(f"{prefix}asOf", "date", f"As of{of}", "Counts documents that had entered the record by then.",
                  example="2025-06-30"),
        Parameter(f"{prefix}context", "string", f"Context{of}", "Says whether dates from outside the sources count.",
                  default=_usual("dates", prefix), choices=CONTEXTS),
    )  # fmt: skip


def _usual(word: str, prefix: str) -> tuple[str, ...]:
    """Declare what holds where nothing is said; one side of a comparison is then as the other parameters say."""
    return () if prefix else (word,)


SCENARIO = scenario_parameters()
ON = Parameter("on", "date", "On", "Asks for a day, a month or a year.", default=("today",), example="2028-01-01")
RIGHT = Parameter("right", "iri", "Right", "Names a right or a burden.", required=True, example="ip-access",
                   of_class=deal("NormativePosition"))  # fmt: skip
ANY_RIGHT = Parameter("right", "iri", "Right", "Asks for one right only.", example="ip-access",
                       of_class=deal("NormativePosition"))  # fmt: skip
NEED = Parameter("need", "string", "Need", "Names a need for capacity: need-1, need-2 and so on.",
                  default=("need-1",), pattern="need-[1-9][0-9]*", example="need-1")  # fmt: skip
MAY_NEED = Parameter("need", "string", "Need", "Asks for the outcome of an option for one need.",
                      pattern="need-[1-9][0-9]*", example="need-1")  # fmt: skip
EVENT = Parameter("event", "string", "Event", "Names an event, or an event with its need.", required=True,
                   example="agi", of_class=deal("Event"))  # fmt: skip
HOLDER = Parameter("holder", "iri", "Holder", "Asks for the rights of one holder.", example="microsoft",
                    of_class=deal("Agent"))  # fmt: skip
COUNTERPARTY = Parameter("counterparty", "iri", "Counterparty", "Asks for rights against one agent.",
                          example="openai", of_class=deal("Agent"))  # fmt: skip
KIND = Parameter("kind", "string", "Kind", "Asks for one kind of right, a class or a type.",
                  example="exclusive right")  # fmt: skip

BASE = (
    Column("position", "iri", "Position"),
    Column("label", "string", "Label"),
    Column("holder", "string", "Holder", many=True),
    Column("state", "string", "State"),
    Column("value", "string", "In force"),
    Column("cause", "string", "Cause"),
    Column("certainty", "string", "Certainty"),
    Column("provided_that_not", "string", "Provided that not", many=True),
    Column("outside", "boolean", "Rests on outside dates"),
)
"""The columns that every answer has; a cell is empty where it makes no sense."""
REASONS = Column("reasons", "string", "Why unknown", many=True)
FROM, TO = Column("from", "date", "From"), Column("to", "date", "To")
BEFORE = Column("state_before", "string", "State before")
CLAIMS = Column("claims", "claim", "Claims", many=True)
LEVEL = Column("level", "string", "Certainty of the claim")
DATE = Column("date", "date", "Date")
ITEM, ITEM_LABEL = Column("item", "string", "Item"), Column("item_label", "string", "Item")
WHAT_KIND = Column("kind", "string", "Kind")
ROLE = Column("role", "string", "Role", many=True)
NEED_COLUMN, STAGE = Column("need", "string", "Need"), Column("stage", "string", "Stage of the need")
AGENT = deal("Agent")
