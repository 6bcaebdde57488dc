"""The codes in answers of computed questions, in the words that people read; data keep the codes.

A code is known by its column: every answer about standing has the same ones, `standing.parameters.BASE`.
"""

from collections.abc import Collection
from html import escape

from dealgraph.catalog import MANY_SEPARATOR
from dealgraph.standing.model import LEVELS
from dealgraph.standing.reading import reason_text
from dealservice.humane import STATES, state_in_words

_MARKS = frozenset({"position", "state", "value", "certainty", "outside"})
_TRUTHS = {"true": "yes", "false": "no", "unknown": "not known", "varies": "changes"}


def is_computed(names: Collection[str]) -> bool:
    """Tell by its columns whether an answer is about standing.

    >>> is_computed(["position", "label", "state", "value", "certainty", "outside"]), is_computed(["value"])
    (True, False)
    """
    return _MARKS.issubset(names)


def code_html(column: str, code: str) -> str:
    """Write a code of an answer about standing as people read it; what is none stays as it is.

    Args:
        column: the name of its column.
        code: what the cell holds.

    >>> code_html("state_before", "not-yet")
    '<span class="state not-yet">not yet begun</span>'
    >>> code_html("item_value", "false"), code_html("reasons", "not-dated; event-open")
    ('no', 'no date is known; nobody reports whether it has happened')
    """
    parts = column.split("_")
    if ("state" in parts or column in LEVELS) and code in STATES:
        return f'<span class="state {code}">{escape(state_in_words(code))}</span>'
    if "value" in parts:
        return escape(_TRUTHS.get(code, code))
    if column in {"certainty", "level"} and code in LEVELS:
        return f'<span class="level {code}">{code}</span>'
    if column == "reasons":
        return escape(MANY_SEPARATOR.join(map(reason_text, filter(None, code.split(MANY_SEPARATOR)))))
    return escape(code)
