"""The form of a question: one typed field for each parameter, with the things to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from dealgraph.catalog import ComputedQuery, Inquiry, Parameter
from dealgraph.lookup import Lookup
from dealgraph.names import ID, VOC, short
from dealgraph.store import Store
from dealservice.offers import Offer, Options, offer
from dealservice.questions import question, rows

MAX_SELECT = 100
"""A list to select from has so many entries; a longer one becomes suggestions."""
MAX_SUGGESTED = 200
"""So many suggestions are sent with a page; where there are more, names are found by the search."""
MAX_MARKED = 8
"""A list of which several entries may be chosen shows them all up to here; of a longer one, one after the other."""
MAX_SHOWN = 4
"""So many fields stand in view; further ones that are not used wait behind “More fields”."""
_HINTS = {
    "date": "2030, 2030-06 or 2030-06-01",
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
        input: `select`, `selects` (one for each value and one more), `suggest` (text with suggestions) or `text`.
        options: values and labels to choose from.
        values: what has been given, or the defaults.
        fault: what is wrong with it.
        hint: how a value is written.
        is_apart: whether it waits behind “More fields”.
        others: so many things it may be that are too many to be listed.
        list: the name of the field whose list of suggestions it uses: its own, or that of an earlier one.
    """

    parameter: Parameter
    input: str
    options: Options
    values: tuple[str, ...]
    fault: str = ""
    hint: str = ""
    is_apart: bool = False
    others: int = 0
    list: str = ""


def fields_of(
    store: Store, inquiry: Inquiry, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]
) -> list[Field]:
    """Make the fields of a question's form.

    Args:
        store: what is asked for things to choose from.
        inquiry: the question.
        given: the words given, by parameter.
        faults: what is wrong, by parameter.
    """
    known: dict[object, Offer] = {}
    found: list[Field] = []
    owners: dict[object, str] = {}
    is_computed = isinstance(inquiry, ComputedQuery)
    for place, parameter in enumerate(inquiry.parameters):
        words = tuple(word for word in given.get(parameter.name, ()) if word.strip())
        name = parameter.name.rpartition(".")[2] if is_computed else ""
        source = (
            parameter.choices,
            parameter.choices_query,
            parameter.scheme,
            parameter.of_class,
            parameter.type,
            name,
        )
        if source not in known:
            known[source] = (offer(store, parameter) if is_computed else None) or Offer(_options(store, parameter))
        is_used = parameter.required or parameter.name in faults or (words and words != parameter.default)
        is_apart = place >= MAX_SHOWN and not is_used
        field = _field(parameter, known[source], words, faults.get(parameter.name, ""), is_apart=is_apart)
        found.append(replace(field, list=owners.setdefault(source, parameter.name)))
    return found


def _field(parameter: Parameter, offered: Offer, words: tuple[str, ...], fault: str, *, is_apart: bool) -> Field:
    options, others = offered.options, 0
    known = {value for value, _ in options}
    spellings = _spellings(options)
    values = tuple(word if word in known else spellings.get(word, word) for word in words or parameter.default)
    if options and len(options) <= MAX_SELECT and not offered.is_open:
        options = (*((value, value) for value in values if value not in known), *options)
        kind = "selects" if parameter.many and len(options) > MAX_MARKED else "select"
    else:
        options, others = ((), len(options)) if len(options) > MAX_SUGGESTED else (options, 0)
        kind = "suggest" if options else "text"
    hint = offered.hint or _HINTS.get(parameter.type, "")
    return Field(parameter, kind, options, values, fault, hint, is_apart, others)


def _spellings(options: Options) -> dict[str, str]:
    """Give the value to each way in which it may be written besides."""
    return {
        spelling: value
        for value, label in options
        for spelling in (label, f"id:{value}", f"voc:{value}", f"{ID}{value}", f"{VOC}{value}")
    }


def _options(store: Store, parameter: Parameter) -> Options:
    if parameter.choices_query:
        return tuple(Lookup(store).choices(parameter.choices_query))
    if parameter.choices:
        return tuple((choice, choice) for choice in parameter.choices)
    if parameter.type == "boolean":
        return (("yes", "yes"), ("no", "no"))
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
