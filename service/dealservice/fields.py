"""The form of a canned query: one typed field for each parameter, with the things to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dealgraph.catalog import CannedQuery, Parameter
from dealgraph.names import ID, VOC, short
from dealgraph.store import Store
from dealservice.questions import question, rows

MAX_SELECT = 100
"""A list to select from has so many entries; a longer one becomes suggestions."""
_HINTS = {
    "date": "a year, a month or a day: 2030, 2030-06 or 2030-06-01",
    "duration": "such as P30D",
    "language": "such as en",
    "integer": "a whole number",
    "decimal": "a number such as 12.5",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Args:
        parameter: what it fills.
        input: `select`, `suggest` (text with suggestions) or `text`.
        options: values and labels to choose from.
        values: what has been given, or the defaults.
        fault: what is wrong with it.
        hint: how a value is written.
    """

    parameter: Parameter
    input: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    fault: str = ""
    hint: str = ""


def fields_of(
    store: Store, query: CannedQuery, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]
) -> list[Field]:
    """Make the fields of a query's form.

    Args:
        store: what is asked for things to choose from.
        query: the canned query.
        given: the words given, by parameter.
        faults: what is wrong, by parameter.
    """
    return [_field(store, parameter, given, faults) for parameter in query.parameters]


def _field(store: Store, parameter: Parameter, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]) -> Field:
    values = tuple(word for word in given.get(parameter.name, ()) if word.strip()) or parameter.default
    options = _options(store, parameter)
    known = {value for value, _ in options}
    if options and len(options) <= MAX_SELECT:
        options = (*((value, value) for value in values if value not in known), *options)
        kind = "select"
    else:
        kind = "suggest" if options else "text"
    hint = _HINTS.get(parameter.type, "")
    return Field(parameter, kind, options, values, faults.get(parameter.name, ""), hint)


def _options(store: Store, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    if parameter.choices:
        return tuple((choice, choice) for choice in parameter.choices)
    if parameter.type == "boolean":
        return (("true", "yes"), ("false", "no"))
    if parameter.scheme is not None:
        asked = question("members-of-scheme", scheme=[parameter.scheme])
    elif parameter.of_class is not None:
        asked = question("members-of-class", kind=[parameter.of_class])
    else:
        return ()
    base = VOC if parameter.scheme is not None else ID
    found: dict[str, str] = {}
    for node, label in rows(store, asked):
        if isinstance(node, NamedNode):
            word = node.value.removeprefix(base) if node.value.startswith(base) else short(node.value)
            found.setdefault(word, label.value if isinstance(label, Literal) else word)
    return tuple(found.items())
