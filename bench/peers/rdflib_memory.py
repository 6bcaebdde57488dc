"""The peer of filling the memory: rdflib reads a file of N-Quads into its store in memory."""

import json
import os
import sys
import time
from pathlib import Path

from rdflib import Dataset


def memory() -> int:
    """Give the bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


graph = Dataset()
before, begin = memory(), time.process_time()
graph.parse(sys.argv[1], format="nquads")
cpu, quads = time.process_time() - begin, sum(1 for _ in graph.quads())
print(json.dumps({"quads": quads, "cpu": cpu, "memory": (memory() - before) / quads}))
