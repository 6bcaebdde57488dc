"""What can be told of a SPARQL text from its tokens."""

import pytest

from dealgraph.sparql_text import form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PREFIX a: <http://x.example/> ASK {}", "ASK"),
        ("base <http://x.example/>\nprefix : <#> prefix a.b-c:<y>\n select * {}", "SELECT"),
        ("# SELECT\nPREFIX a: <x> # ASK\nDESCRIBE <x>", "DESCRIBE"),
        ("PREFIX select: <x> CONSTRUCT WHERE { ?s select:ask ?o }", "CONSTRUCT"),
        ("PREFIX a: <x> INSERT DATA { a:select a:ask a:b }", "update"),
        ("select:x", ""),
        ("SELECT-x ASK {}", "ASK"),
        ("", ""),
    ],
)
def test_the_form_of_a_query_is_the_word_behind_its_declarations(text, expected):
    assert form(text) == expected
