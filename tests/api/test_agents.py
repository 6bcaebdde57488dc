"""Agents ask the same questions by the Model Context Protocol, with the SDK's own client over standard input."""

import json
import os
import sys

import anyio
import pytest
from exemplary import CATALOG, INQUIRIES, needed
from jsonschema import Draft202012Validator
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError

from dealgraph.store import open_store
from dealservice.agents import make_server
from dealservice.schemas import typed
from dealservice.toolbox import Toolbox


@pytest.fixture(scope="module")
def talk(built_store, tmp_path_factory):
    """Give what starts the program as an agent does, holds a conversation with it, and ends it."""
    folder = tmp_path_factory.mktemp("agents")

    def hold(conversation, *words):
        async def run():
            command = ["-m", "dealservice.cli", "mcp", "--store", str(built_store), *words]
            server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
            with (folder / "log").open("w") as log:
                async with Client(stdio_client(server, errlog=log)) as client:
                    return await conversation(client)

        try:
            return anyio.run(run)
        except MCPError as error:
            error.add_note((folder / "log").read_text())
            raise

    return hold


def example_of(inquiry):
    """Give the arguments that a question needs, as values of JSON."""
    words = needed(inquiry)
    given = {name: typed(inquiry.parameter(name), word) for name, word in words.items()}
    return {name: [value] if inquiry.parameter(name).many else value for name, value in given.items()}


def test_every_question_is_a_tool_that_says_what_it_takes(talk):
    async def conversation(client):
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in talk(conversation)}
    assert set(tools) == {inquiry.name for inquiry in INQUIRIES}
    for inquiry in INQUIRIES:
        tool = tools[inquiry.name]
        assert tool.description.startswith(inquiry.question)
        assert tool.annotations.read_only_hint
        takes = Draft202012Validator(tool.input_schema)
        takes.check_schema(tool.input_schema)
        takes.validate(example_of(inquiry))
        assert not takes.is_valid(example_of(inquiry) | {"no such": 1})
        assert tool.input_schema["required"] == [p.name for p in inquiry.parameters if p.required]
        for parameter in inquiry.parameters:
            told = tool.input_schema["properties"][parameter.name]
            one = told["items"] if parameter.many else told
            kind = {"integer": "integer", "decimal": "number", "boolean": "boolean"}.get(parameter.type, "string")
            assert one["type"] == kind
            assert one.get("enum", []) == list(parameter.choices)


def test_every_tool_answers_as_it_says(talk):
    async def conversation(client):
        await client.list_tools()  # after that the client holds every answer against its schema
        return [await client.call_tool(inquiry.name, example_of(inquiry)) for inquiry in INQUIRIES]

    for inquiry, result in zip(INQUIRIES, talk(conversation), strict=True):
        assert not result.is_error, result.content
        assert result.structured_content["question"] == inquiry.question
        assert result.structured_content["version"]
        if inquiry.form == "SELECT":
            assert result.structured_content["total"] >= len(result.structured_content["rows"])


def test_an_answer_names_the_claims_that_it_rests_on(talk):
    async def conversation(client):
        return await client.call_tool("rights-of", {"holder": "Microsoft"})

    result = talk(conversation)
    rows = result.structured_content["rows"]
    assert rows
    assert all(row["claims"] and row["passages"] for row in rows)
    assert rows[0]["claims"].split("; ")[0] in result.content[0].text


def test_an_agent_can_turn_pages(talk):
    async def conversation(client):
        return [await client.call_tool("claims", {"page": page, "page-size": 20}) for page in (1, 2)]

    first, second = (result.structured_content for result in talk(conversation))
    assert (len(first["rows"]), first["page"], second["page"]) == (20, 1, 2)
    assert first["pages"] == -(-first["total"] // 20)
    assert first["rows"][0] not in second["rows"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("rights-off", {}, "Did you mean “rights-of”"),
        ("rights-of", {}, "“holder” is needed, for example"),
        ("rights-of", {"holder": "microsft"}, "Did you mean “microsoft” or “Microsoft”?"),
        ("rights-of", {"holdr": "microsoft", "level": "sure"}, "Did you mean “holder”?"),
        ("rights-of", {"holder": {"is": "microsoft"}}, "Give text, a number"),
        ("rights-of", {"holder": "microsoft", "page": 0}, "page"),
        ("rights-of", {"holder": 'x" } UNION { ?s ?p ?o } #'}, "Nothing here is called"),
        ("rights-of", {"holder": "a\nb\\c>"}, "Nothing here is called"),
        ("rights-of", {"holder": "x" * 5000}, "longer than 2000 characters"),
        ("why", {"right": "ip-access", "on": "2030-13"}, "2030-13"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else value[:12],
)
def test_what_is_wrong_is_an_answer_that_tells_what_to_do(mistakes, name, arguments, said):
    result = mistakes(name, arguments)
    assert result.is_error
    assert said in result.content[0].text


@pytest.fixture(scope="module")
def mistakes(built_store):
    """Give the door without a process behind it, for what needs no wire."""
    server = make_server(Toolbox(CATALOG, open_store(str(built_store))))

    def call(name, arguments):
        async def run():
            async with Client(server) as client:
                return await client.call_tool(name, arguments)

        return anyio.run(run)

    return call


def test_the_ontology_and_the_questions_can_be_read(talk):
    async def conversation(client):
        listed = (await client.list_resources()).resources
        texts = [(await client.read_resource(resource.uri)).contents[0].text for resource in listed]
        with pytest.raises(MCPError, match="Did you mean") as caught:
            await client.read_resource("dealgraph://ontolgy")
        return [resource.uri for resource in listed], texts, caught.value

    uris, texts, _ = talk(conversation)
    assert uris == ["dealgraph://ontology", "dealgraph://questions"]
    assert "right of first refusal" in texts[0]
    assert all(f"`{inquiry.name}`" in texts[1] for inquiry in INQUIRIES)


def test_questions_of_ones_own_are_tools_as_well(talk, tmp_path):
    text = "#+ title: Mine\n#+ question: Is there anything?\n#+ description: Yes or no.\n#+ audience: developer\n"
    (tmp_path / "mine.rq").write_text(f"{text}ASK {{ ?s ?p ?o }}\n")

    async def conversation(client):
        return await client.call_tool("mine", {})

    result = talk(conversation, "--queries", str(tmp_path))
    assert (result.content[0].text, result.structured_content["answer"]) == ("Yes.", True)
