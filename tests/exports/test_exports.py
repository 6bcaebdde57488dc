"""The exports have one way in, and the same graph gives the same bytes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from dealgraph import names
from dealgraph.answer import Question
from dealgraph.exports import EXPORTS

ROOT = Path(__file__).resolve().parents[2]
FORMS = {"text/turtle": RdfFormat.TURTLE, "application/trig": RdfFormat.TRIG}
DIGEST = """
import hashlib, sys
from dealgraph.exports import EXPORTS
from dealgraph.store import open_store
print(hashlib.sha256(EXPORTS[sys.argv[1]](open_store(sys.argv[2])).content).hexdigest())
"""


@pytest.fixture(params=sorted(EXPORTS))
def name(request):
    return request.param


def test_an_export_is_of_the_type_that_it_says(name, store):
    export = EXPORTS[name](store)
    assert list(parse(input=export.content, format=FORMS[export.media_type]))
    assert export.suffix == f".{FORMS[export.media_type].file_extension}"


def test_an_export_of_an_empty_graph_can_be_read(name, store_of):
    export = EXPORTS[name](store_of(""))
    list(parse(input=export.content, format=FORMS[export.media_type]))


def test_the_same_graph_gives_the_same_bytes_in_another_process(name, built_store):
    found = [
        subprocess.run(
            [sys.executable, "-c", DIGEST, name, built_store],
            check=True, capture_output=True, env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert found[0] == found[1]


def test_the_passages_for_annotation_tools_are_those_of_the_graph(store):
    answer = store.ask(Question(names.prologue() + "SELECT ?p ?s ?e { ?p deal:startOffset ?s ; deal:endOffset ?e }"))
    wanted = {(passage.value, start.value, end.value) for passage, start, end in answer}
    oa = names.PREFIXES["oa"]
    values = {
        (q.subject.value, q.predicate.value): q.object
        for q in parse(input=EXPORTS["oa"](store).content, format=RdfFormat.TURTLE)
    }
    found = set()
    for (subject, prop), selector in values.items():
        if prop == f"{oa}hasSelector":
            offsets = [values[selector.value, oa + end] for end in ("start", "end")]
            assert all(isinstance(o, Literal) and o.datatype.value == f"{names.XSD}nonNegativeInteger" for o in offsets)
            found.add((subject, *(offset.value for offset in offsets)))
    assert found == wanted


def test_every_kind_of_loss_is_explained():
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "graph/dealgraph/exports").glob("*.py"))
    explained = re.findall(r"`(odrl-[a-z-]+)`", (ROOT / "docs/exports.md").read_text(encoding="utf-8"))
    assert set(re.findall(r'"(odrl-[a-z-]+)"', code)) == set(explained)
