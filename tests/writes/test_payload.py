"""What is sent is read in every form, and what is made to harm is refused before a parser sees it."""

import codecs
import json
import time

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from dealgraph.payload import FORMATS, MAX_DEPTH, Payload, read_payload, same
from dealgraph.problems import UsageProblem

GRAPH = NamedNode("http://example.org/graph/one")
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">{}</rdf:RDF>'
ABOUT = XML.format('<rdf:Description rdf:about="a"><ex:p>é</ex:p></rdf:Description>')
DOCUMENTS = {
    "text/turtle": '<a> <http://example.org/p> "é" .',
    "application/turtle": '<a> <http://example.org/p> "é" .',
    "text/n3": '<a> <http://example.org/p> "é" .',
    "application/trig": '<a> <http://example.org/p> "é" .',
    "application/n-triples": '<http://example.org/graph/a> <http://example.org/p> "é" .',
    "text/plain": '<http://example.org/graph/a> <http://example.org/p> "\\u00E9" .',
    "application/n-quads": '<http://example.org/graph/a> <http://example.org/p> "é" .',
    "application/rdf+xml": ABOUT,
    "text/xml": f'<?xml version="1.0" encoding="UTF-8"?>{ABOUT}',
    "application/ld+json": json.dumps({"@id": "a", "http://example.org/p": "é"}),
    "application/json": json.dumps(
        {"@context": {"p": "http://example.org/p"}, "@id": "a", "p": "é"}, ensure_ascii=False
    ),
}


def read(text, media_type="text/turtle", charset=""):
    return read_payload(Payload(text if isinstance(text, bytes) else text.encode(), media_type, charset), GRAPH)


def code(*arguments):
    with pytest.raises(UsageProblem) as caught:
        read(*arguments)
    return caught.value.code


@pytest.mark.parametrize(("media_type", "text"), DOCUMENTS.items(), ids=DOCUMENTS)
def test_every_form_is_read_against_the_iri_of_its_graph(media_type, text):
    (quad,) = read(text, media_type)
    assert (quad.subject.value, quad.object, quad.graph_name) == ("http://example.org/graph/a", Literal("é"), GRAPH)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (DOCUMENTS["text/turtle"].encode("latin-1"), "iso-8859-1"),
        (DOCUMENTS["text/turtle"].encode("utf-16"), "utf-16"),
        (DOCUMENTS["text/turtle"].encode("utf-16-be"), "UTF-16BE"),
        (codecs.BOM_UTF8 + DOCUMENTS["text/turtle"].encode(), ""),
        (codecs.BOM_UTF8 + DOCUMENTS["text/turtle"].encode(), "iso-8859-1"),
        (DOCUMENTS["text/turtle"].encode(), "utf8"),
    ],
)
def test_every_charset_is_read(body, charset):
    assert read(body, "text/turtle", charset)[0].object == Literal("é")


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "windows-1252"])
def test_xml_may_name_its_charset_itself(charset):
    body = f'<?xml version="1.0" encoding="{charset}"?>\n{ABOUT}'.encode(charset)
    assert read(body, "application/rdf+xml")[0].object == Literal("é")
    assert read(body, "application/rdf+xml", charset)[0].object == Literal("é")


def test_a_body_in_another_charset_than_it_says_is_refused():
    assert code("é".encode("latin-1")) == "encoding-invalid"
    assert code(b"\x00\xd8", "text/turtle", "utf-16-le") == "encoding-invalid"
    assert code(b"", "text/turtle", "klingon") == "media-type"
    assert code(b"eA==", "text/turtle", "base64") == "media-type"


@pytest.mark.parametrize("media_type", ["", "text/html", "application/octet-stream", "text/csv"])
def test_a_type_that_is_no_rdf_is_refused(media_type):
    assert code(b"", media_type) == "media-type"


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_document_of_another_type_than_it_says_is_refused(media_type):
    text = "<x/>" if "xml" not in media_type else DOCUMENTS["text/turtle"]
    assert code(text, media_type) == "payload-invalid"


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/trig", "<http://example.org/g> { <a> <b> <c> }"),
        ("application/n-quads", "<urn:a> <urn:b> <urn:c> <urn:d> ."),
        ("application/ld+json", json.dumps({"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:b": "c"}]})),
    ],
)
def test_a_document_that_names_other_graphs_is_refused(media_type, text):
    assert code(text, media_type) == "payload-invalid"


LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
BILLION = f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]><rdf:RDF>&i;</rdf:RDF>'
NESTED = "<ex:p><rdf:Description>" * 60 + "</rdf:Description></ex:p>" * 60
HARMFUL = {
    "entities that multiply": ("application/rdf+xml", BILLION.encode()),
    "entities in UTF-16": ("application/rdf+xml", BILLION.encode("utf-16")),
    "a file of the machine": (
        "application/rdf+xml",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    ),
    "deep XML": ("application/rdf+xml", XML.format(f"<rdf:Description>{NESTED}</rdf:Description>").encode()),
    "very deep XML": ("application/rdf+xml", b"<a>" * 1_000_000),
    "a context elsewhere": ("application/ld+json", b'{"@context": "http://127.0.0.1:1/c", "@id": "urn:a"}'),
    "a context among others": ("application/ld+json", b'{"@context": [{}, "http://127.0.0.1:1/c"], "@id": "urn:a"}'),
    "a context further down": ("application/ld+json", b'[{"urn:p": {"@context": "http://127.0.0.1:1/c", "a": 1}}]'),
    "an import": ("application/ld+json", b'{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:1/c"}}'),
    "deep JSON": ("application/ld+json", (b'{"urn:p":' * 200) + b"1" + b"}" * 200),
    "very deep JSON": ("application/ld+json", b"[" * 1_000_000),
    "deep collections": ("text/turtle", b"<a> <b> " + b"(" * (MAX_DEPTH + 1) + b")" * (MAX_DEPTH + 1) + b" ."),
    "very deep blank nodes": ("text/turtle", b"<a> <b> " + b"[ <c> " * 1_000_000),
    "deep collections in N3": ("text/n3", b"<a> <b> " + b"(" * 100_000),
    "deep graphs in TriG": ("application/trig", b"<a> { " * 100_000),
}


@pytest.mark.alone
@pytest.mark.parametrize(("media_type", "body"), HARMFUL.values(), ids=HARMFUL)
def test_what_is_made_to_harm_is_refused_at_once(media_type, body):
    start = time.monotonic()
    assert code(body, media_type) == "payload-invalid"
    assert time.monotonic() - start < 10


def test_brackets_in_strings_and_names_are_not_counted():
    text = (
        "<a> <b> '" + "(" * 500 + '\', """' + "[" * 500 + '""" . # ' + "(" * 500 + "\n<http://example.org/(((> <b> 1 ."
    )
    assert len(read(text)) == 3


def test_as_much_nesting_as_people_write_is_read():
    assert len(read("<a> <b> " + "(" * 20 + ")" * 20 + " .")) == 39


def test_blank_nodes_are_never_those_of_another_document():
    text = "_:x <urn:p> 1 ."
    assert read(text)[0].subject != read(text)[0].subject


def test_the_same_graph_is_recognised_by_what_it_says():
    one, two = read("_:x <urn:p> 01, _:y . _:y <urn:p> 2 ."), read("_:b <urn:p> 2 . _:a <urn:p> 01, _:b .")
    assert same(one, two)
    assert not same(one, read("_:x <urn:p> 1, _:y . _:y <urn:p> 2 ."))
    assert not same(one, one[:2])
    assert not same(one, read("_:x <urn:p> 01, _:x . _:y <urn:p> 2 ."))
    assert all(isinstance(quad.subject, BlankNode) for quad in one)
