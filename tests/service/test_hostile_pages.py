"""Labels, IRIs and sizes that mean harm stay harmless on every page."""

import re

import pytest

from dealservice.app import create_app
from dealservice.settings import Settings

PAGE = {"Accept": "text/html"}
EVIL = "<script>alert(1)</script>"
HARM = f"""
id:evil a owl:NamedIndividual, deal:ExclusiveRight, deal:Right ; rdfs:label "{EVIL}"@en ; deal:heldBy id:mallory ;
  deal:grantedBy id:acme ; deal:concernsAsset <javascript:alert(2)> ; dcterms:description "{EVIL}"@en ;
  deal:hasEndCondition id:trap .
id:mallory a owl:NamedIndividual, deal:Company, deal:Agent ; rdfs:label "\\"><img src=x onerror=alert(3)>"@en .
id:trap a deal:EventCondition, deal:Condition ; rdfs:label "{EVIL}"@en ; deal:onEvent id:blast .
id:blast a deal:Event ; rdfs:label "{EVIL}"@en .
<javascript:alert(2)> rdfs:label "{EVIL}"@en ; a deal:Asset .
id:small-claim-9.9z a deal:Claim ; rdfs:label "{EVIL}"@en ; deal:claimNumber "{EVIL}" ; deal:paraphrase "{EVIL}" ;
  deal:claimAbout id:evil ; deal:hasBasis voc:narrative ; deal:assertedBy id:mallory ; deal:statedIn id:small ;
  deal:evidencedBy id:small-passage-1.1 .
id:issue a deal:ReadingIssue ; rdfs:label "x" ; deal:literalReading "{EVIL}" ; deal:adoptedReading "{EVIL}" .
"""
MANY = "".join(
    f'id:many-{n} a deal:Company ; rdfs:label "Many {n}" ; deal:partnerOf id:acme .\n' for n in range(10_000)
)
ADDRESSES = [
    "/", "/find?q=script", f"/find?q={EVIL}", "/what-if", f"/what-if?b.assume={EVIL}@2027", "/calendar", "/unknown",
    "/quality", "/picture", "/documents/small", f"/documents/{EVIL}", "/id/evil", "/id/mallory", "/id/trap",
    "/id/blast",
    "/id/small-claim-9.9z", "/id/small", "/id/acme", "/queries/who-holds?holder=mallory",
    "/sparql?query=SELECT * {?s ?p ?o}", f"/sparql?query={EVIL}", f"/sparql?example={EVIL}",
    "/sparql?example=who-holds",
    "/id/issue", "/id/small-passage-1.1", "/id/nobody", f"/id/{EVIL}", "/graph/small", "/ont", "/ont/Event",
    "/ont/modules/core", "/voc/narrative", "/voc/certainty-levels", "/shapes", "/queries", f"/queries?q={EVIL}",
    "/queries/who-holds", f"/queries/who-holds?holder={EVIL}", f"/queries/{EVIL}", "/queries/what-ends?event=blast",
    f"/queries/what-ends?event={EVIL}", "/queries/what-ends?event=blast&never=blast", "/queries/why?right=evil",
    "/queries/why.proof.html?right=evil", "/queries/timeline?right=evil", "/.well-known/void", "/docs/api",
    "/docs/errors", f"/{EVIL}",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, questions):
    from service.conftest import DATA, publish

    folder = tmp_path_factory.mktemp("hostile")
    publish(folder, DATA + HARM + MANY)
    return create_app(Settings(str(folder), queries=(questions,))).test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_harmful_words_are_only_words(hostile, address):
    response = hostile.get(address, headers=PAGE)
    assert response.status_code < 500
    text = response.text
    assert EVIL not in text
    assert "<img src=x" not in text
    assert not re.findall(r"""(?:href|src|action)=["']?\s*javascript:""", text)
    assert len(text) < 1_000_000 if address.startswith("/sparql") else len(text) < 100_000


def test_pictures_data_are_plain_json(hostile):
    response = hostile.get("/picture.json")
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
