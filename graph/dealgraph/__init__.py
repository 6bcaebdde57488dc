"""Knowledge graph of business agreements: from reading notes to an answered question."""

__version__ = "0.1.0"
