"""Make synthetic deals in our ontology: as many quads as are wanted, the same ones for the same seed.

    python bench/synthetic.py QUADS [--seed N] [--output FILE]

Each deal is a document of its own, in a named graph of its own: two companies of a pool that all documents draw from,
an agreement with a term, a right with its burden and four conditions, what happens, when, for how much, and the claims
and passages that say so. Companies are described by every document that names them, as in collections of contracts,
so that many statements stand in several graphs. Nothing is kept in memory but one document.
"""

import argparse
import hashlib
import random
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from dealgraph import names

TEMPLATES = Path(__file__).resolve().parent / "templates"
DEFAULT_SEED = 8
_COMPANIES_FOR_EACH_DEAL = 0.1
_FEWEST_COMPANIES = 20
_FIRST = (
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Grove",
    "Harbor",
    "Indigo",
    "Juniper",
    "Krill",
    "Lumen",
)
_LAST = ("Works", "Systems", "Foods", "Labs", "Power", "Media", "Pharma", "Motors", "Textiles", "Optics", "Freight")
_MARKS = re.compile("(2222|HOLDER-NAME|GRANTOR-NAME|HOLDER|GRANTOR|7771|7772|33333|f{64})")
"""What a template says for the number of a deal, its companies, two years, an amount and a digest."""


def documents(quads: int, seed: int = DEFAULT_SEED) -> Iterator[tuple[str, str]]:
    """Make documents until they hold so many quads.

    Args:
        quads: how many quads all documents have together; the last one may pass the number.
        seed: what chance begins with.

    Yields:
        The name of a document, and its quads as sorted N-Quads.
    """
    chance = random.Random(seed)
    bodies = templates()
    companies = max(_FEWEST_COMPANIES, int(quads / _lines(bodies[0]) * _COMPANIES_FOR_EACH_DEAL))
    made = number = 0
    while made < quads:
        number += 1
        name, text = f"deal-{number}", _filled(bodies[chance.randrange(len(bodies))], number, companies, chance)
        made += text.count("\n")
        yield name, text


def _filled(body: Sequence[str], number: int, companies: int, chance: random.Random) -> str:
    """Fill in a template: who, when, how much."""
    holder = 1 + min(int(chance.expovariate(8) * companies), companies - 2)  # a few companies hold much
    grantor = 1 + (holder + chance.randrange(1, companies - 1)) % companies
    year = chance.randrange(2005, 2035)
    values = {
        "2222": str(number),
        "HOLDER-NAME": company(holder),
        "GRANTOR-NAME": company(grantor),
        "HOLDER": f"company-{holder}",
        "GRANTOR": f"company-{grantor}",
        "7771": str(year),
        "7772": str(year + chance.randrange(1, 20)),
        "33333": str(chance.randrange(10, 9000) * 1000),
        "f" * 64: hashlib.sha256(f"{number}".encode()).hexdigest(),
    }
    return "".join(values.get(part, part) for part in body)


def _lines(body: Sequence[str]) -> int:
    return sum(part.count("\n") for part in body)


def company(number: int) -> str:
    """Name a company; the number keeps names apart."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]} {number}"


@cache
def templates() -> tuple[Sequence[str], ...]:
    """Read the templates as sorted N-Quads, each with the graph of its deal, cut at every mark."""
    graph = f"<{names.GRAPH}deal-2222>"
    found: list[Sequence[str]] = []
    for file in sorted(TEMPLATES.glob("*.ttl")):
        triples = [*parse(path=str(file), format=RdfFormat.TURTLE)]
        lines = (serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b"" for quad in triples)
        text = "".join(sorted({line.decode().removesuffix(".\n") + f"{graph} .\n" for line in lines}))
        found.append(_MARKS.split(text))
    return tuple(found)


def main() -> None:
    """Write N-Quads."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("quads", type=int)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args()
    with chosen.output.open("w", encoding="utf-8") if chosen.output else sys.stdout as out:
        out.writelines(text for _, text in documents(chosen.quads, chosen.seed))


if __name__ == "__main__":
    main()
