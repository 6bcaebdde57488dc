"""The questions of this checkout, and values to ask each with."""

from pathlib import Path

from dealgraph.questions import open_catalog

CATALOG = open_catalog([Path(__file__).resolve().parents[1] / "queries"])
INQUIRIES = list(CATALOG)
FILES = [inquiry for inquiry in INQUIRIES if inquiry.text]


def needed(inquiry):
    """Give the values that the question cannot do without."""
    return {p.name: p.example for p in inquiry.parameters if p.required}


def exemplary(inquiry):
    """Give the example of every parameter that has one."""
    return {p.name: p.example for p in inquiry.parameters if p.example}
