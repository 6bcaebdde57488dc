"""What a question takes and gives, as JSON Schema (draft 2020-12): for OpenAPI and for the tools of agents."""

from typing import Any

from dealgraph.binding import MAX_LENGTH, MAX_VALUES
from dealgraph.catalog import Column, Inquiry, Parameter
from dealgraph.names import short
from dealgraph.paging import MAX_NUMBER, MAX_SIZE, NUMBER, SIZE

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}
_OF_TYPE: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^(today|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$"},
    "duration": {"type": "string", "pattern": r"^-?P[0-9YMDTHS.]+$"},
    "language": {"type": "string", "pattern": r"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$"},
}
_CELLS: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "iri": {"type": "string"},
    "concept": {"type": "string"},
    "any": {"type": ["string", "number", "boolean"]},
}
_WRITTEN = {
    "iri": "An IRI, a short one such as id:microsoft, a local name, or a label that only one thing has.",
    "concept": "A concept: its local name, its label or its IRI.",
    "date": "A day, a month or a year (2030-06-01, 2030-06, 2030), or today.",
    "duration": "A duration such as P30D.",
    "language": "A language tag such as en.",
}


def parameter_schema(parameter: Parameter) -> Schema:
    """Describe what a parameter takes."""
    one: Schema = dict(_OF_TYPE.get(parameter.type, _TEXT))
    if parameter.choices:
        one = {"type": "string", "enum": list(parameter.choices)}
    elif parameter.pattern:
        one["pattern"] = f"^(?:{parameter.pattern})$"
    if parameter.example:
        one["examples"] = [typed(parameter, parameter.example)]
    found: Schema = {"type": "array", "items": one, "maxItems": MAX_VALUES} if parameter.many else one
    if parameter.default:
        values = [typed(parameter, word) for word in parameter.default]
        found["default"] = values if parameter.many else values[0]
    return found


def typed(parameter: Parameter, word: str) -> str | float | bool:
    """Write a word of the head as a value of JSON.

    >>> typed(Parameter("n", "integer", "N"), "3"), typed(Parameter("b", "boolean", "B"), "no")
    (3, False)
    """
    if parameter.type == "integer":
        return int(word)
    if parameter.type == "decimal":
        return float(word.replace(" ", "").replace("_", ""))
    if parameter.type == "boolean":
        return word.lower() in {"yes", "true"}
    return word


def describe(parameter: Parameter) -> str:
    """Say in sentences what a parameter takes."""
    parts = [parameter.description or f"{parameter.label}.", _WRITTEN.get(parameter.type, "")]
    parts.append(f"Of the class {short(parameter.of_class.value)}." if parameter.of_class else "")
    parts.append(f"From the vocabulary {short(parameter.scheme.value)}." if parameter.scheme else "")
    return " ".join(part for part in parts if part)


def page_schemas(inquiry: Inquiry) -> dict[str, tuple[str, Schema]]:
    """Describe what asks for a page: a sentence and a schema, by name."""
    return {
        NUMBER: ("The page that is wanted, counted from 1.", {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}),
        SIZE: (
            f"So many rows a page has; {inquiry.page_size} unless given.",
            {"type": "integer", "minimum": 1, "maximum": MAX_SIZE},
        ),
    }


def cell_schema(column: Column) -> Schema:
    """Describe a cell of plain JSON: a value, or null where there is none."""
    one = _CELLS.get(column.type, {"type": "string"})
    kinds = one["type"] if isinstance(one["type"], list) else [one["type"]]
    found: Schema = {"type": [*(["string"] if column.many else kinds), "null"]}
    parts = [column.label, f"in {column.unit}" if column.unit else "", "several, parted by “; ”" if column.many else ""]
    return found | {"description": ", ".join(part for part in parts if part)}


def row_schema(inquiry: Inquiry) -> Schema:
    """Describe a row of plain JSON, as NDJSON and the tools for agents have it."""
    columns = inquiry.columns
    return {
        "type": "object",
        "properties": {column.name: cell_schema(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }
