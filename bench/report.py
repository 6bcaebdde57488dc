"""The report of a run: Markdown, a picture, and the machine in words."""

import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

from dealgraph.problems import Problem

PACKAGES = ("pyoxigraph", "granian", "flask", "rdflib", "pyshacl")
_COLOURS = ("#1f5fa8", "#c2571a", "#4b8a3f", "#8a4b9c")
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_WIDTH, _LEFT, _BAR, _GAP = 760, 200, 16, 14
_LEAST, _DECADES = 1.0, 6


@dataclass(frozen=True)
class Budget:
    """One budget: what it is of, what was found, what it is, and whether it holds."""

    name: str
    found: str
    limit: str
    state: str


FAULTS = (OSError, RuntimeError, ValueError, ArithmeticError, AssertionError, LookupError, SubprocessError, Problem)
"""What may go wrong with one measurement, and must not lose the others."""


def state_of(holds: bool) -> str:  # noqa: FBT001 - the state in a word
    """Tell in a word whether a budget holds."""
    return "holds" if holds else "missed"


def machine() -> dict[str, Any]:
    """Describe the machine, without a name or a path."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.*)", about)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        **{name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def known(about: Mapping[str, Any]) -> str:
    """Tell what is known of a machine, in a line."""
    return ", ".join(f"{name} {value}" for name, value in about.items())


def write(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the picture, and put the tables between the marks of speed.md, which is made where it is missing."""
    (folder / "speed.svg").write_text(picture(content["loads"]), encoding="utf-8")
    put_between(folder / "speed.md", "Speed", "\n".join(_markdown(content)))


def put_between(file: Path, title: str, text: str) -> None:
    """Replace what was measured before; words around it stay."""
    old = file.read_text(encoding="utf-8") if file.exists() else f"# {title}\n\n{_BEGIN}\n{_END}\n"
    head, _, rest = old.partition(_BEGIN)
    file.write_text(f"{head}{_BEGIN}\n\n{text}\n\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    """Write a Markdown table; columns behind the first ones hold figures."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' if number < left else '---:' for number in range(len(head)))} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _markdown(content: Mapping[str, Any]) -> Iterator[str]:
    length = content["plan"]["length"]
    yield f"Measured on: {known(content['machine'])}. {content['quads']:,} quads, {length['rounds']} rounds of"
    yield f"{length['seconds']} s each, the servers in turn; medians. “load” is that before the run."
    yield ""
    yield "## Budgets"
    yield ""
    rows = [(b["name"], b["found"] or "-", b["limit"] or "-", b["state"]) for b in content["budgets"]]
    yield from table(("work", "found", "budget", "state"), rows, 4)
    for name, why in content["missing"].items():
        yield ""
        yield f"{name} is left out: {why}"
    if not content["loads"]:
        return
    yield ""
    yield "## Memory while serving"
    yield ""
    yield from table(("server", "MB"), [(name, f"{size / 1e6:,.0f}") for name, size in content["memory"].items()])
    for name, by_number in content["loads"].items():
        yield ""
        yield f"## {name[0].upper()}{name[1:]}"
        yield ""
        yield from table(_HEAD, list(_rows(by_number)))
    yield ""
    yield "![Requests a second](speed.svg)"


_HEAD = ("server", "connections", "requests/s", "× ours", "p50 ms", "p99 ms", "µs CPU", "× ours", "failed")


def _rows(by_number: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[tuple[str, ...]]:
    for number, by_server in by_number.items():
        mine = by_server.get("dealgraph", next(iter(by_server.values()), {}))
        for server, found in by_server.items():
            yield (
                server,
                number,
                f"{found['rate']:,.0f}",
                f"{found['rate'] / mine['rate']:.3g}" if mine["rate"] else "-",
                f"{found['p50']:.2f}",
                f"{found['p99']:.2f}",
                f"{found['cpu']:,.0f}",
                f"{found['cpu'] / mine['cpu']:.3g}" if mine["cpu"] else "-",
                f"{found['failed']}",
            )


def picture(loads: Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]) -> str:
    """Draw requests a second at eight connections, on a logarithmic scale."""
    parts: list[str] = []
    y = 40
    for name, by_number in loads.items():
        by_server = by_number.get("8") or next(iter(by_number.values()), {})
        parts.append(f'<text x="10" y="{y + 12}">{escape(name)}</text>')
        for number, (server, found) in enumerate(by_server.items()):
            width = _length(found["rate"])
            colour = _COLOURS[number % len(_COLOURS)]
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.0f}" height="{_BAR - 3}" fill="{colour}"/>')
            said = f"{escape(server)}: {found['rate']:,.0f}"
            parts.append(f'<text x="{_LEFT + width + 6:.0f}" y="{y + 11}" class="small">{said}</text>')
            y += _BAR
        y += _GAP
    style = "text{font:13px sans-serif;fill:#222}.small{font-size:11px}"
    title = '<text x="10" y="22">Requests a second (logarithmic)</text>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img">'
    ground = f'<rect width="{_WIDTH}" height="{y}" fill="#fff"/>'
    return f"{head}<title>Requests a second</title><style>{style}</style>{ground}{title}{''.join(parts)}</svg>\n"


def _length(rate: float) -> float:
    from math import log10

    return max(2.0, log10(max(rate, _LEAST)) / _DECADES * (_WIDTH - _LEFT))
