"""What a clause of a category means in the ontology: the legal position that it confers, and what it qualifies."""

import re
from dataclasses import dataclass
from decimal import Decimal

GRANT, CAP = "License Grant", "Cap on Liability"
UNCAPPED, CARVE_OUT = "Uncapped Liability", "Competitive Restriction Exception"
PREFERENTIAL = "Rofr/Rofo/Rofn"
TERMS_OF_A_GRANT = (
    "Non-Transferable License",
    "Affiliate License-Licensor",
    "Affiliate License-Licensee",
    "Unlimited/All-You-Can-Eat-License",
    "Irrevocable or Perpetual License",
)
RESTRICTIONS = ("Non-Compete", "Exclusivity", "No-Solicit of Customers", "No-Solicit of Employees")
"""What a competitive restriction exception may be an exception of."""

POSITIONS = {
    "Most Favored Nation": ("ClaimRight", ""),
    "Non-Compete": ("Prohibition", ""),
    "Exclusivity": ("ExclusiveRight", "deal-with-others"),
    "No-Solicit of Customers": ("Prohibition", ""),
    "No-Solicit of Employees": ("Prohibition", ""),
    "Non-Disparagement": ("Prohibition", ""),
    "Termination for Convenience": ("TerminationRight", "end-agreement"),
    PREFERENTIAL: ("PreemptiveRight", ""),
    "Anti-Assignment": ("Prohibition", ""),
    "Revenue/Profit Sharing": ("RevenueShare", "share-revenue"),
    "Price Restrictions": ("Prohibition", ""),
    "Minimum Commitment": ("Obligation", ""),
    "Volume Restriction": ("Prohibition", ""),
    "IP Ownership Assignment": ("ClaimRight", ""),
    "Joint IP Ownership": ("Right", "use-intellectual-property"),
    GRANT: ("AccessRight", "use-intellectual-property"),
    "Source Code Escrow": ("Obligation", ""),
    "Post-Termination Services": ("Obligation", ""),
    "Audit Rights": ("ClaimRight", ""),
    "Liquidated Damages": ("Obligation", ""),
    "Warranty Duration": ("Obligation", ""),
    "Insurance": ("Obligation", ""),
    "Covenant Not to Sue": ("Prohibition", ""),
    "Third Party Beneficiary": ("ClaimRight", ""),
}
"""By category, the class of the position that such a clause confers, and the conduct that it is about, if known."""

_KINDS = {
    "RightOfFirstRefusal": re.compile(r"first\s+(right\s+of\s+)?refusal|refusal\s+right", re.IGNORECASE),
    "RightOfFirstOffer": re.compile(r"first\s+(right\s+(of|to)\s+)?offer", re.IGNORECASE),
    "RightOfFirstNegotiation": re.compile(r"first\s+(right\s+(of|to)\s+)?negotiat", re.IGNORECASE),
}
_MONEY = re.compile(r"\$\s?([0-9][0-9,]*(?:\.[0-9]+)?)(\s?(?:million|billion))?", re.IGNORECASE)
_FORMULA = re.compile(
    r"greater\s+of|lesser\s+of|percent|%|\btimes\b|aggregate\s+(amount|fees)|amounts?\s+(actually\s+)?(paid|payable|"
    r"received)|fees\s+(paid|payable)|purchase\s+price|total\s+(fees|amount|payments)",
    re.IGNORECASE,
)
_SCALES = {"": 0, "million": 6, "billion": 9}


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap as its words give it: one amount, a formula, or neither; no currency but the sign is stated."""

    amount: Decimal | None = None
    words: str = ""


def preferential_kind(segments: tuple[str, ...]) -> str:
    """Name the kind of a preferential right where its words name exactly one.

    >>> preferential_kind(("a right of first refusal to buy",))
    'RightOfFirstRefusal'
    >>> preferential_kind(("the option to match",))
    'PreemptiveRight'
    """
    text = " ".join(segments)
    found = [kind for kind, words in _KINDS.items() if words.search(text)]
    return found[0] if len(found) == 1 else "PreemptiveRight"


def cap(segments: tuple[str, ...]) -> Cap:
    """Read the clauses of a cap on liability; a formula is never turned into an amount.

    >>> cap(("not more than $ 2 million",)).amount
    Decimal('2000000')
    >>> cap(("the greater of $500 and the fees paid",)).words
    'a formula'
    """
    text = " ".join(segments)
    amounts = {match.group(0): match for match in _MONEY.finditer(text)}
    if _FORMULA.search(text):
        return Cap(words="a formula")
    if len(amounts) != 1:
        return Cap()
    ((words, match),) = amounts.items()
    scale = _SCALES[(match[2] or "").strip().lower()]
    return Cap(Decimal(match[1].replace(",", "")) * Decimal(10) ** scale, " ".join(words.split()))
