"""The ontology and the questions in few words, as Markdown: for readers that cannot look around."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from dealgraph.catalog import AUDIENCES, Inquiry
from dealgraph.names import OWL_CLASS, local, short
from dealgraph.store import Store
from dealservice.questions import question, rows

_HEADINGS = {"Class": "Kinds of things", "ObjectProperty": "Links between things", "DatatypeProperty": "Figures, words"}


def ontology_summary(store: Store) -> str:
    """List classes and properties with their definitions, and the concepts of every vocabulary by name."""
    parts = ["# The ontology of dealgraph", *_terms(store)]
    return "\n".join(parts) + "\n"


def _terms(store: Store) -> Iterator[str]:
    heading = ""
    wider: dict[str, list[str]] = {}
    listed: list[tuple[str, str, str, str]] = []
    for term, kind, label, definition, above in rows(store, question("ontology-summary")):
        if not isinstance(term, NamedNode) or not isinstance(kind, NamedNode) or not isinstance(label, Literal):
            continue
        name = short(term.value)
        if name not in wider:
            said = definition.value if isinstance(definition, Literal) else ""
            listed.append((local(kind.value), name, label.value, said))
        found = wider.setdefault(name, [])
        if isinstance(above, Literal) and kind == OWL_CLASS:
            found.append(above.value)
    for kind_name, name, label_text, said in listed:
        if kind_name != heading:
            heading = kind_name
            yield f"\n## {_HEADINGS[heading]}\n"
        under = f" (a kind of {', '.join(dict.fromkeys(wider[name]))})" if wider[name] else ""
        yield f"- {label_text} `{name}`{under}: {said}"


def question_summary(inquiries: Iterable[Inquiry]) -> str:
    """List the questions by audience, with what each takes."""
    listed = list(inquiries)
    lines = ["# The questions of dealgraph"]
    for audience in AUDIENCES:
        chosen = [inquiry for inquiry in listed if inquiry.audience == audience]
        lines += [f"\n## For the {audience}\n", *map(_line, chosen)] if chosen else []
    return "\n".join(lines) + "\n"


def _line(inquiry: Inquiry) -> str:
    takes = ", ".join(f"{p.name}{' (needed)' if p.required else ''}" for p in inquiry.parameters)
    return f"- `{inquiry.name}`: {inquiry.question}{f' Takes {takes}.' if takes else ''}"
