"""How long each page takes on the graph as it is built, in milliseconds: python bench/pages.py STORE."""

import sys
import time
from statistics import median

from dealservice.app import create_app
from dealservice.settings import Settings

BUDGET = 50
ROUNDS = 15
PAGES = (
    "/", "/find?q=exclusiv", "/what-if?b.assume=agi@2027", "/calendar", "/unknown", "/quality", "/picture",
    "/documents/article", "/id/ip-access", "/id/microsoft", "/id/agi", "/queries",
    "/queries/rights-of?holder=microsoft",
)  # fmt: skip


def main(store: str) -> int:
    """Measure every page and tell whether one is over budget."""
    client = create_app(Settings(store)).test_client()
    slow = 0
    for address in PAGES:
        taken: list[float] = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            assert client.get(address, headers={"Accept": "text/html"}).status_code == 200
            taken.append((time.process_time() - begun) * 1000)
        found = median(taken)
        slow += found > BUDGET
        print(f"{found:7.1f} ms  {address}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
