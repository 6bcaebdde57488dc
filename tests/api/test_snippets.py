"""What a page offers to copy runs as it stands, and gives the answer of the page."""

import ast
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from urllib.request import Request, urlopen

import pytest

ADDRESSES = {
    "one value": "/queries/rights-of?holder=microsoft",
    "a value that tempts a shell": "/queries/claims?about=OpenAI's%20intellectual%20property%20and%20technology",
    "a name with a dot": "/queries/compare?on=2028-01-01&b.assume=agi%402027",
}


def fetch(url, accept="text/html"):
    with urlopen(Request(url, headers={"Accept": accept})) as response:  # noqa: S310 - our own service
        return response.read().decode()


@pytest.fixture(params=ADDRESSES.values(), ids=ADDRESSES)
def copied(service, request):
    """Give what can be copied, and the rows of the answer as CSV."""
    page = fetch(service + request.param)
    assert "<table" in page, page
    found = dict(re.findall(r"<h3>(\w+)</h3>\s*<pre[^>]*>(.*?)</pre>", page, re.DOTALL))
    name, _, query = request.param.removeprefix("/queries/").partition("?")
    rows = list(csv.DictReader(io.StringIO(fetch(f"{service}/queries/{name}.csv?{query}"), newline="")))
    return {title: unescape(code) for title, code in found.items()}, rows


def execute(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(copied):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    snippets, rows = copied
    said = execute(["/bin/sh"], snippets["curl"].replace("curl ", "curl -sf ", 1))
    assert list(csv.DictReader(io.StringIO(said, newline=""))) == rows


def test_python(copied):
    snippets, rows = copied
    said = execute([sys.executable, "-"], snippets["Python"])
    assert said.count("Row(") == len(rows)


def test_javascript(copied):
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    snippets, rows = copied
    said = execute(
        ["node", "--input-type=module", "-"], f"{snippets['JavaScript']}\nconsole.log(JSON.stringify(rows));"
    )
    found = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in json.loads(said)]
    assert [list(row) for row in found] == [list(row) for row in rows]
    assert len(found) == len(rows)


def test_r_reads_the_same_table(copied):
    snippets, rows = copied
    call = re.fullmatch(r'rows <- read\.csv\((".*"), encoding = "UTF-8"\)', snippets["R"])
    assert list(csv.DictReader(io.StringIO(fetch(ast.literal_eval(call[1]), "*/*"), newline=""))) == rows
