"""Scenarios as JSON: turned into the words of a URL, so that one reader checks all notations.

    {"assume": [{"event": "agi", "on": "2027-06-30"},
                {"event": "decline", "of": "need-1", "on": "2026-03-01"},
                {"measure": "earning-capability", "minimum": "80", "maximum": "150", "unit": "bnUSD", "on": "2028"}],
     "never": ["agi"], "disregard": ["article:7.2c"], "level": "reported"}

What `Scenario.to_json` writes can be read back; an assumption may also be a word, as in a URL.
"""

from collections.abc import Mapping
from typing import Any

from dealgraph.problems import Finding, ParameterProblem, did_you_mean
from dealgraph.standing.wording import FIELDS

_LISTS = frozenset({"assume", "never", "disregard"})
_WRITTEN = frozenset({"name", "digest"})
"""What a scenario is written with beside its parameters; when it is read, it says nothing new."""
_EVENT = frozenset({"event", "of", "on"})
_FIGURE = frozenset({"measure", "of", "minimum", "maximum", "value", "unit", "on"})


def words_of_json(data: object) -> dict[str, list[str]]:
    """Turn a scenario in JSON into words by parameter.

    Args:
        data: what a JSON reader made of the text.

    Raises:
        ParameterProblem: everything in it that is no scenario, item by item.
    """
    if not isinstance(data, Mapping):
        raise ParameterProblem("A scenario in JSON is an object.", hint='Write {"assume": [...]}.')
    faults: list[Finding] = []
    words: dict[str, list[str]] = {}
    for name, value in data.items():
        if name in _WRITTEN or value is None:
            continue
        if name not in FIELDS:
            hint = did_you_mean(str(name), FIELDS) or f"Known are: {', '.join(FIELDS)}."
            faults.append(_fault(str(name), f"A scenario has no “{name}”.", hint))
            continue
        found = value if name in _LISTS and isinstance(value, list) else [value]
        words[name] = [_word(name, item, faults) for item in found]
    if faults:
        raise ParameterProblem("The scenario cannot be read.", findings=faults)
    return words


def _word(name: str, item: Any, faults: list[Finding]) -> str:
    if isinstance(item, str):
        return item
    if name == "assume" and isinstance(item, Mapping):
        known = _FIGURE if "measure" in item else _EVENT
        bad = sorted(str(key) for key in item if key not in known or not isinstance(item[key], str))
        if not bad and {"on", "measure" if "measure" in item else "event"} <= item.keys():
            return _assumption(item)
        what = f"An assumption has only texts under {', '.join(sorted(known))}"
        faults.append(
            _fault(name, f"{what}, not {', '.join(bad)}." if bad else f"{what}, and needs a date under “on”.")
        )
        return ""
    kind = "a text or an object" if name == "assume" else "a text"
    faults.append(_fault(name, f"“{name}” holds {kind}, not {type(item).__name__}."))
    return ""


def _assumption(item: Mapping[str, str]) -> str:
    of = f"({item['of']})" if "of" in item else ""
    if "event" in item:
        return f"{item['event']}{of}@{item['on']}"
    low = item.get("value") or item.get("minimum", "")
    high = item.get("value") or item.get("maximum", "")
    amount = low if low == high else f"{low}..{high}"
    return f"{item['measure']}{of}={amount}{item.get('unit', '')}@{item['on']}"


def _fault(subject: str, what: str, hint: str = "") -> Finding:
    return Finding(what, hint=hint, subject=subject, code="parameter-value")
