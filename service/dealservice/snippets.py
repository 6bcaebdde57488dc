"""The same question in other programs: text to copy."""

import json
import keyword
import shlex
from dataclasses import dataclass

from dealgraph.catalog import Inquiry
from dealservice.wishes import Wish


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of a program that ask the question."""

    title: str
    code: str


def snippets(wish: Wish, base: str, version: str = "") -> list[Snippet]:
    """Write a question with its values for curl, Python, R and JavaScript.

    Args:
        wish: the question.
        base: the address of the service.
        version: the version of the graph that is to answer; the one that counts, where there is none.
    """
    table, lines = {"SELECT": ("csv", "ndjson"), "ASK": ("csv", "ndjson")}.get(wish.inquiry.form, ("ttl", "nt"))
    by_table = base + wish.address(table, version=version)
    by_line = base + wish.address(lines, version=version)
    return [
        Snippet("curl", f"curl {shlex.quote(by_table)}"),
        Snippet("Python", _python(wish, base)),
        Snippet("R", _r(wish.inquiry, by_table)),
        Snippet("JavaScript", _javascript(wish.inquiry, by_line)),
    ]


def _python(wish: Wish, base: str) -> str:
    parts = [repr(wish.inquiry.name)]
    for parameter in wish.inquiry.parameters:
        words = [word for word in wish.given.get(parameter.name, ()) if word.strip()]
        if words:
            value = repr(words) if parameter.many else repr(words[0])
            name = parameter.name
            is_plain = name.isidentifier() and not keyword.iskeyword(name)
            parts.append(f"{name}={value}" if is_plain else f"**{{{name!r}: {value}}}")
    return (
        f"from dealgraph import connect\n\nrows = connect({base!r}).ask({', '.join(parts)})\n"
        "for row in rows:\n    print(row)\n"
    )


def _r(inquiry: Inquiry, url: str) -> str:
    read = "readLines" if inquiry.form == "CONSTRUCT" else "read.csv"
    return f'rows <- {read}({_quoted(url)}, encoding = "UTF-8")'


def _javascript(inquiry: Inquiry, url: str) -> str:
    code = f"const response = await fetch({_quoted(url)});\nif (!response.ok) throw new Error(await response.text());\n"
    if inquiry.form == "CONSTRUCT":
        return f"{code}const graph = await response.text();"
    lines = 'const lines = (await response.text()).split("\\n").filter(Boolean);'
    return f"{code}{lines}\nconst rows = lines.map((line) => JSON.parse(line));"


def _quoted(text: str) -> str:
    return json.dumps(text)
