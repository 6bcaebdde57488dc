"""A proof as a person reads it: the steps of the printed tree in sentences, without those that only hold it together.

Nothing is left out but what says nothing: a clause and its condition are one step, and so is a latch with its part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ROLES = {
    "starts": "It begins when this has come about",
    "requires": "It requires that this has come about",
    "while": "It holds only while this is so",
    "except": "It does not hold while this is so",
    "ends": "It ends when this has come about",
    "may end": "A source suggests that it may end when this has come about",
    "used": "It is used up by this",
}
_GROUPS = {
    ("all", "true"): "all of this is so",
    ("all", "false"): "not all of this is so",
    ("all", "unknown"): "it is not known whether all of this is so",
    ("any", "true"): "at least one of these is so",
    ("any", "false"): "none of these is so",
    ("any", "unknown"): "it is not known whether one of these is so",
    ("none", "true"): "none of these is so",
    ("none", "false"): "at least one of these is so",
    ("none", "unknown"): "it is not known whether none of these is so",
    ("exactly-one", "true"): "exactly one of these is so",
    ("exactly-one", "false"): "not exactly one of these is so",
    ("exactly-one", "unknown"): "it is not known whether exactly one of these is so",
    ("agreed", "true"): "so it is either way",
    ("agreed", "false"): "so it is not, either way",
    ("agreed", "unknown"): "what follows does not agree",
    ("at-most-unknown", "false"): "that is not so",
    ("at-most-unknown", "unknown"): "a source only suggests it, so that it cannot be told",
}
_REASONS = {
    "date-imprecise": "the date is known only roughly",
    "not-dated": "no date is known",
    "event-open": "nobody reports whether it has happened",
    "quantity-open": "the figure is not known well enough",
    "unit-mismatch": "the figure is given in another unit",
    "conflict": "the sources contradict each other",
    "circular": "it depends on itself",
    "may-end": "a source only suggests it",
    "beyond-record": "no document on record speaks of it",
}
_LEAVES = {
    ("recorded", "true"): "yes, by the record",
    ("recorded", "false"): "not by then, by the record",
    ("assumed by the scenario", "true"): "yes, as the scenario assumes",
    ("assumed by the scenario", "false"): "not by then, as the scenario assumes",
    ("presumed, because nobody reports it", "false"): "presumed not to have happened, because nobody reports it",
}
_PLAIN = {"true": "yes", "false": "no", "unknown": "not known"}
_LEAF_OPS = frozenset({"event", "time", "figure", "unknown"})


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a proof.

    Args:
        says: the step as a sentence, without a full stop.
        value: true, false or unknown.
        claims: the names of the claims on which it rests itself.
        parts: the steps from which it follows.
        needed: whether the value of the whole rests on it.
        assumed: whether it is no fact but an assumption of the scenario, or a presumption.
        cut: whether what lies below is left out.
    """

    says: str
    value: str
    claims: tuple[str, ...]
    parts: "tuple[Step, ...]"
    needed: bool
    assumed: bool
    cut: bool


def reason_text(reason: str) -> str:
    """Say in words why something is unknown."""
    return _REASONS.get(reason, reason)


def read_proof(proof: Mapping[str, Any]) -> Step:
    """Turn a printed proof into steps.

    Args:
        proof: the root of a tree, as `proof.printed` gives it.
    """
    return _step(proof, "", ())


def _step(node: Mapping[str, Any], role: str, claims: Sequence[str]) -> Step:
    """Make a step of a node, for which a clause above it may have given a role and claims."""
    node, role, claims = _merged(node, role, (*claims, *node["claims"]))
    said = node["label"].removeprefix(f"{role}: ") if role else node["label"]
    told = _told(node)
    says = f"{said}: {told}" if said and told else said or told
    if role in _ROLES:
        says = f"{_ROLES[role]}. {says}"
    on = f" (looked at on {node['on']})" if node.get("on") else ""
    return Step(
        f"{says[:1].upper()}{says[1:]}{on}",
        node["value"],
        tuple(dict.fromkeys(claims)),
        tuple(_step(child, "", ()) for child in node["children"]),
        needed=node["needed"],
        assumed=node["basis"] not in {"", "recorded"},
        cut=bool(node.get("cut")),
    )


def _merged(
    node: Mapping[str, Any], role: str, claims: tuple[str, ...]
) -> tuple[Mapping[str, Any], str, tuple[str, ...]]:
    """Go down as long as a node only passes on what its one part says."""
    while True:
        role = node.get("role", "") or role
        children = node["children"]
        if len(children) != 1 or node["value"] != children[0]["value"] or node.get("cut"):
            return node, role, claims
        child = children[0]
        passes = node["op"] in {"same", "once"} or (node["op"] in {"all", "any"} and not node["label"])
        if not passes or (node["op"] == "once" and node["label"] and child["label"]):
            return node, role, claims
        merged = {**child, "label": child["label"] or node["label"], "needed": node["needed"]}
        if node.get("on") and not child.get("on"):
            merged["on"] = node["on"]
        node, claims = merged, (*claims, *child["claims"])


def _told(node: Mapping[str, Any]) -> str:
    """Say what the value of a node is, and by what."""
    op, value = node["op"], node["value"]
    if node.get("reason") and value == "unknown":
        return f"not known, because {reason_text(node['reason'])}"
    if op in _LEAF_OPS:
        return _LEAVES.get((node["basis"], value), "not known" if value == "unknown" else value)
    if len(node["children"]) == 1 and op in {"all", "any", "none"}:
        return _PLAIN[value]
    if op == "at-least":
        return f"at least {node['number']} of these have to be so: {_PLAIN[value]}"
    if op == "once":
        return "no, on no day so far" if value == "false" else _PLAIN[value]
    return _GROUPS.get((op, value), "")


def needed_steps(step: Step) -> Iterator[Step]:
    """List the parts of a step on which the value of the whole rests."""
    return (part for part in step.parts if part.needed)


def claims_of_steps(step: Step) -> Iterator[str]:
    """List the claims of the needed steps, from the root down."""
    yield from step.claims
    for part in needed_steps(step):
        yield from claims_of_steps(part)
