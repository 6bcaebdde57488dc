"""Where the data folders lie, in a checkout and in an installed wheel."""

import os
from pathlib import Path

from dealgraph.problems import UsageProblem

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = {"ontology": "ontology", "queries": "queries", "notes": "graph/notes"}


def data_folder(name: str) -> Path:
    """Find one of the data folders `ontology`, `queries` or `notes`.

    Raises:
        UsageProblem: the installation lacks the folder.
    """
    for folder in (_PACKAGE / _FOLDERS[name], _PACKAGE.parents[1] / _FOLDERS[name]):
        if folder.is_dir():
            return folder
    raise UsageProblem(
        f"The data folder “{name}” is missing from this installation.",
        hint="Install the package again: pip install --force-reinstall dealgraph",
        code="data-folder-missing",
    )


def default_store() -> str:
    """Name the store that is used where none is given: `DEALGRAPH_STORE`, or a folder of the user's own."""
    named = os.environ.get("DEALGRAPH_STORE", "")
    if named:
        return named
    from platformdirs import user_data_path

    return str(user_data_path("dealgraph", appauthor=False) / "store")
