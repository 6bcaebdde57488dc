"""Whole verdicts, ready to be written as JSON: everything that an answer rests on, with proof, claims and passages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dealgraph.standing.dates import day_text, span_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import LEVELS, Claim, claim_shown, shown
from dealgraph.standing.proof import PROOF_FORMAT, printed
from dealgraph.standing.states import Stretch, all_stretches
from dealgraph.standing.timeline import END
from dealgraph.standing.verdict import Verdict

MAX_PROOFS = 100
"""So many verdicts of one answer carry their proofs; each of the others can be had by asking why."""


def verdicts_json(desk: Desk, verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Write verdicts as JSON, the first `MAX_PROOFS` of them with their proofs."""
    return [verdict_json(desk, verdict, proof=place < MAX_PROOFS) for place, verdict in enumerate(verdicts)]


def verdict_json(desk: Desk, verdict: Verdict, *, proof: bool) -> dict[str, Any]:
    """Write a whole verdict as JSON, with its proof if that is asked for."""
    scenario, model = verdict.scenario, desk.model
    claims = [model.claims[claim] for claim in verdict.claims if claim in model.claims]
    holders, stated = desk.holders(scenario, verdict.position)
    found: dict[str, Any] = {
        "position": shown(verdict.position),
        "iri": verdict.position,
        "label": model.label(verdict.position),
        "need": verdict.need or None,
        "holders": [shown(holder) for holder in holders],
        "holderLabels": [model.label(holder) for holder in holders],
        "holderStated": stated,
        "on": span_text(verdict.on),
        "asOf": span_text(scenario.as_of) if scenario.as_of else None,
        "scenario": scenario.name,
        "scenarioDigest": scenario.digest,
        "value": verdict.value,
        "state": verdict.state,
        "cause": _cause(verdict),
        "reasons": [reason.value for reason in verdict.reasons],
        "certainty": verdict.certainty,
        "profile": {level: {"value": v, "state": s} for level, (v, s) in verdict.profile.items()},
        "contestedBy": list(verdict.contested_by),
        "providedThatNot": [{"id": ref, "label": label} for ref, label in verdict.presumed.items()],
        "assumed": [{"id": ref, "label": label} for ref, label in verdict.assumed.items()],
        "readings": claims_shown(desk, verdict.readings),
        "until": scenario.until,
        "outside": verdict.outside,
        "claims": [claim_json(desk, claim) for claim in claims],
        "passages": list(dict.fromkeys(passage for claim in claims for passage in claim.passages)),
        "documents": sorted({shown(claim.document) for claim in claims}),
        "segments": _stretches(verdict.stretches),
        "timeline": _stretches(all_stretches(verdict.standing)),
    }  # fmt: skip
    if proof:
        found["proofFormat"] = PROOF_FORMAT
        found["proofOn"] = day_text(verdict.on.first)
        found["proof"] = printed(verdict.standing.root, verdict.on.first, verdict.places, model)
    return found


def claim_json(desk: Desk, claim: Claim) -> dict[str, Any]:
    """Write a claim as JSON: who says what, on what basis, and where that stands."""
    return {
        "claim": claim_shown(claim),
        "iri": claim.iri,
        "speaker": shown(claim.speaker),
        "speakerLabel": desk.model.label(claim.speaker),
        "basis": shown(claim.basis),
        "level": LEVELS[claim.level],
        "says": claim.says,
        "document": shown(claim.document),
        "passages": list(claim.passages),
        "places": list(claim.places),
        "reading": claim.reading,
        "outside": desk.is_outside(claim.iri),
    }


def claims_in(desk: Desk, verdicts: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Gather the claims that printed proofs name, by name: those beside the part that is needed too."""
    named = {claim_shown(claim): claim for claim in desk.model.claims.values()}
    found = dict.fromkeys(name for verdict in verdicts if "proof" in verdict for name in _names(verdict["proof"]))
    return {name: claim_json(desk, named[name]) for name in found}


def _names(proof: Mapping[str, Any]) -> Iterator[str]:
    waiting = [proof]
    while waiting:
        step = waiting.pop()
        yield from step["claims"]
        waiting += reversed(step["children"])


def claims_shown(desk: Desk, claims: Iterable[str]) -> list[str]:
    """Name claims by document and number."""
    return [claim_shown(desk.model.claims[claim]) for claim in claims if claim in desk.model.claims]


def passages_shown(claims: Iterable[Claim]) -> list[str]:
    """Name the passages of claims by document and place, as other questions do: `article:6.1, characters 10-90`."""
    named = (f"{shown(claim.document)}:{p.removeprefix(shown(claim.document)).lstrip()}" for claim in claims
             for p in claim.passages)  # fmt: skip
    return list(dict.fromkeys(named))


def _cause(verdict: Verdict) -> dict[str, str | None] | None:
    if verdict.cause is None:
        return None
    since = day_text(verdict.cause.since) if verdict.cause.since is not None else None
    return {"id": verdict.cause.ref, "label": verdict.cause.label, "since": since or None}


def _stretches(stretches: Iterable[Stretch]) -> list[dict[str, str | None]]:
    return [
        {"from": day_text(s.first) or None, "to": day_text(s.last) if s.last < END - 1 else None,
         "value": s.value.word, "state": s.state}
        for s in stretches
    ]  # fmt: skip
