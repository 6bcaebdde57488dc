"""Which form a client gets."""

import pytest

from dealgraph.problems import UsageProblem
from dealservice.forms import GRAPH, TABLE, by_accept, by_suffix, by_words, forms_for

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "kind", "name", "media_type"),
    [
        ("", TABLE, "json", "application/sparql-results+json"),
        ("*/*", TABLE, "json", "application/sparql-results+json"),
        ("*", TABLE, "json", "application/sparql-results+json"),
        (BROWSER, TABLE, "html", "text/html"),
        ("text/csv", TABLE, "csv", "text/csv"),
        ("TEXT/CSV", TABLE, "csv", "text/csv"),
        ("text/*", TABLE, "csv", "text/csv"),
        ("application/json", TABLE, "json", "application/json"),
        ("text/xml", TABLE, "xml", "text/xml"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", TABLE, "tsv", "text/tab-separated-values"),
        ("text/csv;q=0, text/*", TABLE, "tsv", "text/tab-separated-values"),
        ("text/csv;q=0.3, text/*;q=0.2, */*;q=0.1", TABLE, "csv", "text/csv"),
        ("application/sparql-results+json;q=0, */*", TABLE, "xml", "application/sparql-results+xml"),
        ("text/csv;charset=utf-8", TABLE, "csv", "text/csv"),
        ("image/png, text/markdown;q=0.1", TABLE, "md", "text/markdown"),
        ("text/javascript", TABLE, "json", "application/sparql-results+json"),
        ("", GRAPH, "ttl", "text/turtle"),
        ("application/turtle", GRAPH, "ttl", "text/turtle"),
        ("text/rdf+n3", GRAPH, "n3", "text/n3"),
        ("application/json", GRAPH, "jsonld", "application/json"),
        ("application/x-json+ld", GRAPH, "jsonld", "application/ld+json"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
            GRAPH,
            "jsonld",
            "application/ld+json",
        ),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", GRAPH, "rdf", "application/rdf+xml"),
        ("text/plain", GRAPH, "nt", "text/plain"),
        ("text/html;q=2", TABLE, "json", "application/sparql-results+json"),
    ],
)
def test_the_heaviest_of_the_most_specific_ranges_wins(accept, kind, name, media_type):
    form = by_accept(accept, forms_for(kind))
    assert (form.name, form.media_type) == (name, media_type)


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "text/html;q=0, image/*"])
def test_a_client_that_takes_none_of_the_forms_is_told_all_of_them(accept):
    with pytest.raises(UsageProblem) as caught:
        by_accept(accept, forms_for(TABLE))
    assert caught.value.code == "form-unacceptable"
    assert "csv" in {finding.subject for finding in caught.value.findings}


def test_a_suffix_names_a_form():
    assert by_suffix("csv", forms_for(TABLE)).media_type == "text/csv"


def test_a_suffix_that_is_misspelt_gets_a_suggestion():
    with pytest.raises(UsageProblem, match="no form “cvs”") as caught:
        by_suffix("cvs", forms_for(TABLE))
    assert (caught.value.code, caught.value.hint) == ("form-unknown", "Did you mean “csv”?")


def test_a_suffix_that_cannot_hold_the_answer_is_refused():
    with pytest.raises(UsageProblem) as caught:
        by_suffix("ttl", forms_for(TABLE))
    assert caught.value.code == "form-unacceptable"


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        (["xml"], TABLE, "xml"),
        (["xml"], GRAPH, "rdf"),
        (["json"], GRAPH, "jsonld"),
        (["turtle"], GRAPH, "ttl"),
        (["nonsense", "tsv"], TABLE, "tsv"),
        (["", "application/turtle,text/turtle"], GRAPH, "ttl"),
        (["text/csv"], TABLE, "csv"),
        (["JSON"], TABLE, "json"),
    ],
)
def test_the_parameter_format_counts_where_it_fits_the_query(words, kind, name):
    form = by_words(words, forms_for(kind))
    assert form is not None
    assert form.name == name


@pytest.mark.parametrize("word", ["turtle", "rdf", "nonsense", ""])
def test_the_parameter_format_is_passed_over_where_it_does_not_fit(word):
    assert by_words([word], forms_for(TABLE)) is None
