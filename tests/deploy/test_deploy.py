"""The Dockerfile and the systemd unit are as their checkers want them, and fit the program."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dealservice.settings import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "service" / "deploy"
DOCKERFILE, UNIT = FOLDER / "Dockerfile", FOLDER / "dealgraph.service"
MOST_EXPOSED = 20
"""Tenths of systemd's measure of exposure, which reaches from 0 to 100."""


def tool(name):
    """Find a checker; it has to be there in CI where the project installs it itself."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def test_the_linter_finds_no_fault_in_the_dockerfile():
    done = subprocess.run(
        [tool("hadolint"), "--strict-labels", DOCKERFILE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def instructions(name):
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)


def test_the_image_runs_as_nobody_who_may_do_much():
    assert instructions("USER") == ["10001"]
    assert all(image.startswith("python:3.") and "-slim" in image for image in instructions("FROM"))


def test_the_image_holds_all_that_the_package_is_built_from_and_nothing_else():
    copied = [words.split()[:-1] for words in instructions("COPY") if not words.startswith("--from")]
    sources = {source for words in copied for source in words}
    assert all((ROOT / source).exists() for source in sources)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [project["project"]["readme"], *project["project"]["license-files"]]
    needed += project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert {path.split("/")[0] for path in needed} | {"pyproject.toml"} == sources
    listed = (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()
    assert listed[0] == "*"
    assert {line[1:] for line in listed if line.startswith("!")} == sources


@pytest.mark.parametrize("file", [DOCKERFILE, UNIT], ids=lambda file: file.name)
def test_every_setting_that_is_named_exists(file):
    named = set(re.findall(r"\bDEALGRAPH_[A-Z_]+", file.read_text()))
    assert "DEALGRAPH_STORE" in named
    assert named <= {variable.name for variable in VARIABLES}


def test_systemd_understands_the_unit(tmp_path):
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/dealgraph/bin/dealgraph", sys.executable))
    command = [tool("systemd-analyze"), "verify", "--man=no", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_is_hardened():
    command = [tool("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", UNIT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_the_page_on_running_tells_of_both():
    page = (ROOT / "docs" / "run.md").read_text()
    assert "service/deploy/Dockerfile" in page
    assert "service/deploy/dealgraph.service" in page
