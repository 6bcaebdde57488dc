"""The documentation says what the program does: every code, setting and command, and every example runs."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dealservice.cli import commands as group
from dealservice.codes import CODES
from dealservice.settings import VARIABLES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAM = Path(sys.executable).parent / "dealgraph"


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_code_has_its_section_and_no_other_has():
    said = re.findall(r"^## ([a-z-]+)\n\n(.*)\. HTTP status (\d+)\. (.*)$", text("errors.md"), re.MULTILINE)
    assert said == [(c.name, c.title, str(int(c.status)), c.remedy) for c in CODES]


def test_every_code_that_is_raised_is_listed():
    known = {code.name for code in CODES}
    for folder in ("graph", "service"):
        for file in (ROOT / folder).rglob("*.py"):
            if "exports" in file.parts:  # these codes say what an export loses, in docs/exports.md
                continue
            raised = set(re.findall(r"\bcode ?= ?\"([a-z-]+)\"", file.read_text(encoding="utf-8")))
            assert raised <= known, f"{file.name}: {raised - known}"


def test_every_setting_is_documented():
    rows = dict(re.findall(r"^\| `(DEALGRAPH_\w+)` \| .* \| (.*) \|$", text("run.md"), re.MULTILINE))
    assert rows == {variable.name: variable.meaning for variable in VARIABLES}


def test_every_command_is_documented():
    page = text("run.md")
    for name in group.commands:
        assert f"dealgraph {name}" in page


def test_the_examples_of_the_readme_give_what_they_show(store):
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, globs={"store": store})
    assert failed == 0 < tried


def links(page: Path) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    return [link for link in found if link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page):
    for link in links(page):
        assert (page.parent / link).exists(), link


def commands() -> list[str]:
    blocks = [b for page in PAGES for b in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)]
    lines = "\n".join(blocks).splitlines()
    reads = ("dealgraph ask", "dealgraph query", "dealgraph export", "echo ")
    return sorted({line for line in lines if line.startswith(reads)})


@pytest.mark.parametrize("line", commands())
def test_every_command_that_the_pages_show_works(line, built_store, tmp_path):
    command = line.replace("dealgraph ", f"{shlex.quote(str(PROGRAM))} ", 1)
    environment = {
        "DEALGRAPH_STORE": str(built_store),
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--output" in line
