"""A list of AI data deals, as JSON, to one document: who receives data from whom, when, and for how much."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from dealgraph.document import Document
from dealgraph.importers.companies import Companies, add_codes
from dealgraph.importers.readings import amount
from dealgraph.importers.sheet import Said, Sheet, Voice, coined, decimal, natural
from dealgraph.importers.spans import Span, Text
from dealgraph.importing import Delivery
from dealgraph.names import thing, voc
from dealgraph.passages import digest
from dealgraph.problems import Place, UsageProblem

NAME, COMPILERS = "ai-data-deals", "ai-data-deals-compilers"
KEYS = frozenset({"id", "data_receiver", "data_aggregator", "date", "type", "value_raw", "value_min", "value_max"})
_SIDES = {"data_receiver": "receiver", "data_aggregator": "aggregator"}
_NOBODY = ("undisclosed", "various", "multiple", "large tech", "unknown")
_PLURALS = frozenset({"publishers", "musicians", "voice actors", "stock contributors", "pinterest users"})
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Deal:
    """One record of the list, and where it stands in the file."""

    content: Mapping[str, Any]
    span: Span
    line: int


@dataclass(frozen=True)
class DataDealsImporter:
    """A file of AI data deals.

    Args:
        file: the JSON file.
        companies: what a reviewed table says of names.
    """

    file: Path
    companies: Companies = field(default_factory=Companies)
    name: str = NAME

    def digest(self) -> str:
        """Draw a digest from the file and the table of companies."""
        total = hashlib.sha256(repr(self.companies).encode())
        total.update(self.file.read_bytes())
        return total.hexdigest()

    def read(self, ontology: Sequence[Quad]) -> Delivery:  # noqa: ARG002 - other importers need it
        """Read the file.

        Raises:
            UsageProblem: it is no list of data deals (`import-unknown`), or holds none that can be used.
        """
        text = Text(_content(self.file))
        sheet = Sheet(NAME, Place(self.file.name, 1), text)
        deals = [deal for deal in _deals(self.file.name, text, sheet) if deal is not None]
        if not deals:
            raise UsageProblem(f"{self.file} holds no data deal.", hint="Is it the list?", code="import-empty")
        maker = _Maker(sheet, self.companies.players)
        maker.source(len(deals))
        for deal in deals:
            maker.deal(deal)
        add_codes(sheet, self.companies.codes)
        document: Document = sheet.document(_digest(text, self.companies))
        recognised = (("deals", len(deals)), ("doubtful values", len(sheet.doubts)))
        return Delivery((document,), tuple(sorted(sheet.doubts)), recognised)


def _digest(text: Text, companies: Companies) -> str:
    return hashlib.sha256(f"{text.sha256}{companies!r}".encode()).hexdigest()


def _content(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read: {error.strerror}.", code="import-unknown") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{file} is not UTF-8.", hint="Save it as UTF-8.", code="import-unknown") from error


def _deals(name: str, text: Text, sheet: Sheet) -> Iterator[Deal | None]:
    """Read the records one by one, so that each has its place; one that is damaged is told and passed over."""
    whole, decoder = text.content, json.JSONDecoder()
    at = whole.find("[") + 1
    if not at or whole[: at - 1].strip():
        hint = "The list is a JSON file that begins with “[”."
        raise UsageProblem(f"{name} is no list of data deals.", hint=hint, code="import-unknown")
    seen: set[object] = set()
    while (start := _skip(whole, at)) < len(whole) and whole[start] != "]":
        line = whole.count("\n", 0, start) + 1
        try:
            content, at = decoder.raw_decode(whole, start)
        except (json.JSONDecodeError, RecursionError):
            sheet.damaged(line, "the file breaks off or is no JSON from here")
            return
        if not isinstance(content, dict) or not content.keys() >= KEYS or content["id"] in seen:
            sheet.damaged(line, "no record of a deal, or one that stands twice")
            continue
        seen.add(content["id"])
        yield Deal(content, Span(start, at, digest(whole[start:at])), line)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


class _Maker:
    """Makes the items of the deals."""

    def __init__(self, sheet: Sheet, players: Mapping[str, str]) -> None:
        self.sheet = sheet
        self.players = players

    def source(self, count: int) -> None:
        text = self.sheet.text
        said: Said = [("sourceKind", voc("data-set")), ("sha256", text.sha256)]
        said += [("characterCount", natural(len(text.content))), ("publishedBy", thing(COMPILERS))]
        self.sheet.add(thing(NAME), "Source", f"List of {count} AI data deals", *said)
        self.sheet.add(thing(COMPILERS), "AgentGroup", "The compilers of the list of AI data deals")

    def deal(self, deal: Deal) -> None:
        number, content = deal.content["id"], deal.content
        self.sheet.place = Place(self.sheet.place.file, deal.line)
        agreement = self.sheet.iri(f"agreement-{number}")
        sides = {key: " ".join(str(content[key]).split()) for key in _SIDES}
        label = f"Data deal {number} of {sides['data_receiver']} with {sides['data_aggregator']}"
        kinds = (
            f"Data of the type {content['type']}; access codes of the list: {', '.join(content.get('codes') or [])}."
        )
        said: Said = [("agreementType", voc("data-deal")), ("description", Literal(kinds, language="en"))]
        self.sheet.add(agreement, "Agreement", label, *said)
        about = [agreement]
        for key, name in sides.items():
            about += self._side(number, agreement, key, name)
        about += self._year(number, agreement, content["date"])
        self._value(number, agreement, content)
        says = f"A deal gives {sides['data_receiver']} data of {sides['data_aggregator']}."
        claim = self.sheet.claim(f"{number}.1", says, about, [deal.span], Voice(COMPILERS, "report"))
        if url := content.get("source_url"):
            cited = self.sheet.iri(f"source-{number}")
            page = Literal(f"Page {url}", language="en")
            self.sheet.add(
                cited, "Source", f"Source of data deal {number}", ("description", page), ("sourceKind", voc("web-page"))
            )
            self.sheet.add(claim, "", "", ("citesSource", cited))

    def _side(self, number: object, agreement: NamedNode, key: str, name: str) -> list[NamedNode]:
        """Add a side with its role; who is not named is a group of this deal alone."""
        side = _SIDES[key]
        role = self.sheet.iri(f"role-{number}-{side}")
        is_nobody = not name or name.lower().startswith(_NOBODY) or name.lower() in _PLURALS
        known = None if is_nobody else self.players.get(name)
        player = self.sheet.iri(f"unnamed-{number}-{side}") if is_nobody else thing(known or coined("party", name))
        if is_nobody:
            self.sheet.add(player, "AgentGroup", f"{name or 'Nobody named'} (data deal {number})")
        else:
            self.sheet.add(player, "" if known else "Agent", "" if known else name)
        self.sheet.add(role, "PartyRole", f"The {side} of data in data deal {number}", ("playedBy", player))
        self.sheet.add(role, "", "", ("asStated", name))
        if is_nobody:
            self.sheet.doubt("not-a-company", key, name, role)
        self.sheet.add(agreement, "", "", ("hasParty", player), ("hasPartyRole", role))
        return [role, player]

    def _year(self, number: object, agreement: NamedNode, year: object) -> list[NamedNode]:
        if not isinstance(year, int) or year not in _YEARS:
            self.sheet.doubt("unread-value", "date", str(year), agreement)
            return []
        event, span = self.sheet.iri(f"signing-{number}"), self.sheet.time(f"{number}", str(year))
        said: Said = [("eventType", voc("signing")), ("actuality", voc("occurred"))]
        said += [("involvesItem", agreement), *([("occursDuring", span)] if span else [])]
        return [self.sheet.add(event, "AgreementEvent", f"The conclusion of data deal {number}", *said)]

    def _value(self, number: object, agreement: NamedNode, content: Mapping[str, Any]) -> None:
        """Add the amount as the list words it, within the bounds that the words give."""
        read = amount(str(content["value_raw"]))
        for kind in read.doubts:
            self.sheet.doubt(kind, "value_raw", str(content["value_raw"]), agreement)
        if read.least is None:
            return
        said: Said = [("quantityText", read.stated), ("minimumValue", decimal(read.least))]
        said += [("maximumValue", decimal(read.most))] if read.most is not None else []
        if not _agrees(read.least, content["value_min"]) or not _agrees(read.most, content["value_max"]):
            given = f"{content['value_min']} to {content['value_max']}, but {read.stated}"
            self.sheet.doubt("several-values", "value_min, value_max", given, agreement)
        value = self.sheet.add(self.sheet.iri(f"value-{number}"), "Quantity", f"Value: {read.stated}", *said)
        self.sheet.add(agreement, "", "", ("hasConsideration", value))


def _agrees(read: Decimal | None, given: object) -> bool:
    """Tell whether the list's own number is that of its words."""
    return (read is None) == (given is None) and (read is None or read == Decimal(str(given)))
