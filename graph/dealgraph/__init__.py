"""Knowledge graph of business agreements: from reading notes to an answered question.

>>> from dealgraph import connect  # doctest: +SKIP
>>> connect("http://127.0.0.1:8000").ask("rights-of", holder="microsoft")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dealgraph.client import connect

__all__ = ["connect"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the client when it is asked for, so that the command line starts at once (PEP 562)."""
    if name == "connect":
        from dealgraph.client import connect as found

        return found
    raise AttributeError(f"module 'dealgraph' has no attribute {name!r}")
