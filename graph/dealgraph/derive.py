"""What follows from where a note stands: numbers of claims and passages, bounds of time spans, control totals."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.document import Document, Item, Statement
from dealgraph.moments import bounds
from dealgraph.names import XSD, deal
from dealgraph.problems import Finding, Place
from dealgraph.yaml_tree import gathered

NUMBER = re.compile(r"([0-9]+)\.([0-9]+)[a-z]*\Z")
"""The number of a claim or passage: paragraph, sentence and, for a claim, a letter."""
_BOUNDS = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")


def complete(document: Document) -> Document:
    """Add to a document what follows from the keys and places of its items.

    Raises:
        NotesProblem: a number or a date cannot be understood.
    """
    faults: list[Finding] = []
    items = tuple(_complete(item, document, faults) for item in document.items)
    if faults:
        raise gathered(faults, faults[0].place.file if faults[0].place else document.name)
    return replace(document, items=items)


def _complete(item: Item, document: Document, faults: list[Finding]) -> Item:
    try:
        added = tuple(_derived(item, document))
    except ValueError as error:
        faults.append(Finding(str(error), item.place, code="notes-value"))
        added = ()
    return Item(item.iri, item.kind, item.statements + added, item.place)


def _derived(item: Item, document: Document) -> Iterator[Statement]:
    number = names.local(item.iri.value).rpartition("-")[2]
    if item.iri == document.source:
        total = sum(other.kind == deal("Claim") for other in document.items)
        yield _say("claimCount", str(total), "nonNegativeInteger", item.place)
    elif item.kind == deal("Claim"):
        yield _say("claimNumber", number, "string", item.place)
        yield Statement(deal("statedIn"), document.source, item.place)
        yield _label(item, f"{number}: {_text(item, 'paraphrase')}")
    elif item.kind == deal("Passage"):
        paragraph, sentence = _parts(number)
        yield _say("paragraphNumber", paragraph, "nonNegativeInteger", item.place)
        yield _say("sentenceNumber", sentence, "nonNegativeInteger", item.place)
        yield Statement(deal("passageOf"), document.source, item.place)
        yield _label(item, f"Sentence {number} of the source “{document.name}”")
    elif item.kind == deal("ReadingIssue"):
        yield _label(item, f"Reading issue {number} of the source “{document.name}”")
    if edtf := _text(item, "edtf"):
        yield from _bounds(edtf, item.place)


def _bounds(edtf: str, place: Place) -> Iterator[Statement]:
    found = bounds(edtf)
    moments = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
    for name, moment in zip(_BOUNDS, moments, strict=True):
        if moment is not None:
            yield _say(name, _write(moment), "dateTime", place)
    if found.month is not None:
        yield _say("monthOfYear", str(found.month), "integer", place)


def _write(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _parts(number: str) -> tuple[str, str]:
    match = NUMBER.match(number)
    return (match[1], match[2]) if match else ("0", "0")


def _text(item: Item, name: str) -> str:
    return next((s.value.value for s in item.statements if s.property == deal(name)), "")


def _label(item: Item, text: str) -> Statement:
    return Statement(names.LABEL, Literal(text, language="en"), item.place)


def _say(name: str, text: str, datatype: str, place: Place) -> Statement:
    kind = None if datatype == "string" else NamedNode(XSD + datatype)
    return Statement(deal(name), Literal(text, datatype=kind), place)
