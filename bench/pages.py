"""How long each page takes on the graph as it is built, in milliseconds: python bench/pages.py STORE."""

import sys
import time
from statistics import median

from report import Budget, state_of

from dealservice.app import create_app
from dealservice.settings import Settings

BUDGET = 50
ROUNDS = 15
PAGES = (
    "/", "/find?q=exclusiv", "/what-if?b.assume=agi@2027", "/calendar", "/unknown", "/quality", "/picture",
    "/documents/article", "/id/ip-access", "/id/microsoft", "/id/agi", "/queries",
    "/queries/rights-of?holder=microsoft",
)  # fmt: skip


def measure(store: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Give the median of the CPU milliseconds of each page.

    Raises:
        RuntimeError: there is no such page.
    """
    client = create_app(Settings(store)).test_client()
    found: dict[str, float] = {}
    for address in PAGES:
        taken: list[float] = []
        for _ in range(rounds):
            begun = time.process_time()
            status = client.get(address, headers={"Accept": "text/html"}).status_code
            taken.append((time.process_time() - begun) * 1000)
            if status != 200:
                raise RuntimeError(f"{address} has status {status}")
        found[address] = median(taken)
    return found


def budgets(store: str, rounds: int = ROUNDS) -> list[Budget]:
    """Judge the slowest page."""
    found = measure(store, rounds)
    slowest = max(found, key=found.__getitem__)
    said = f"slowest of {len(found)}: {found[slowest]:.1f} ms, {slowest.partition('?')[0]}"
    return [Budget("a page, not kept", said, f"< {BUDGET} ms of CPU", state_of(found[slowest] < BUDGET))]


def main(store: str) -> int:
    """Measure every page and tell whether one is over budget."""
    found = measure(store)
    for address, taken in found.items():
        print(f"{taken:7.1f} ms  {address}")
    return 1 if max(found.values()) > BUDGET else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
