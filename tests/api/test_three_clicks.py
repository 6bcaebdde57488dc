"""Somebody who has read nothing gets from the home page to an answer, its source and a table in three clicks."""

import csv
import io
from html.parser import HTMLParser


class Page(HTMLParser):
    """Gathers the links of a page with the words that can be seen on them, and all words."""

    def __init__(self, text):
        super().__init__()
        self.links, self.words, self._open = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self._open = [dict(attributes).get("href", ""), ""]

    def handle_data(self, data):
        self.words.append(data)
        if self._open:
            self._open[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.links.append(tuple(self._open))
            self._open = None

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


class Visitor:
    """Opens the home page and follows links by what they say."""

    def __init__(self, client):
        self._client = client
        self.clicks = 0
        self.page = Page(self._get("/").text)

    def _get(self, address):
        response = self._client.get(address, headers={"Accept": "text/html, */*;q=0.5"})
        assert response.status_code == 200, address
        return response

    def click(self, *said):
        """Follow the first link that says all this."""
        address = next(to for to, words in self.page.links if all(word in words for word in said))
        self.clicks += 1
        response = self._get(address)
        if response.mimetype == "text/html":
            self.page = Page(response.text)
        return response


def test_which_rights_microsoft_holds_until_2030_who_says_so_and_a_table(client):
    visitor = Visitor(client)
    visitor.click("Which rights", "until when")
    answer = visitor.page
    assert "Rights of a company" in answer.text
    assert "Microsoft's access to OpenAI's intellectual property" in answer.text
    assert "until 2030" in answer.text
    visitor.click("7.2a")
    assert "The author of the article" in visitor.page.text
    visitor.page = answer  # one step back
    table = visitor.click("CSV")
    assert table.mimetype == "text/csv"
    rows = {row["rightLabel"]: row for row in csv.DictReader(io.StringIO(table.text, newline=""))}
    found = {label for label, row in rows.items() if row["until"] == "until 2030"}
    assert found == {"Microsoft's access to OpenAI's intellectual property", "Microsoft's exclusivity on OpenAI's API"}
    assert "article:7.2a" in rows["Microsoft's access to OpenAI's intellectual property"]["claims"]
    assert visitor.clicks <= 3


def test_every_question_of_the_home_page_has_an_answer(client):
    home = Visitor(client).page
    asked = [to for to, _ in home.links if to.startswith("/queries/")]
    assert asked
    for address in asked:
        assert "<table" in client.get(address, headers={"Accept": "text/html"}).text, address
