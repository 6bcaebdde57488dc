"""The door for agents: the Model Context Protocol over standard input and output.

Model Context Protocol, sections “Tools” and “Resources”. The SDK is an extra of this package: `dealgraph[mcp]`.
"""

from functools import partial
from typing import Any

import anyio
import mcp_types as types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from dealgraph import __version__
from dealgraph.catalog import Inquiry
from dealgraph.problems import Problem
from dealservice.toolbox import INSTRUCTIONS, RESOURCES, Toolbox, input_schema, output_schema

_MARKDOWN = "text/markdown"


class _Door:
    """Answers the requests of the protocol."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox

    async def list_tools(self, _context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(inquiry) for inquiry in self._toolbox])

    async def call_tool(self, _context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Ask a question; what is wrong with it is an answer too, which the agent can act on."""
        ask = partial(self._toolbox.call, params.name, params.arguments or {})
        try:
            text, content = await anyio.to_thread.run_sync(ask)
        except Problem as problem:
            said = types.TextContent(type="text", text=str(problem))
            return types.CallToolResult(content=[said], is_error=True)
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=content)

    async def list_resources(self, _context: Any, _params: Any) -> types.ListResourcesResult:
        found = [
            types.Resource(name=title, uri=uri, title=title, mime_type=_MARKDOWN) for uri, title in RESOURCES.items()
        ]
        return types.ListResourcesResult(resources=found)

    async def read_resource(self, _context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            text = await anyio.to_thread.run_sync(partial(self._toolbox.read, params.uri))
        except Problem as problem:
            raise MCPError(types.INVALID_PARAMS, str(problem)) from problem
        content = types.TextResourceContents(uri=params.uri, mime_type=_MARKDOWN, text=text)
        return types.ReadResourceResult(contents=[content])


def _tool(inquiry: Inquiry) -> types.Tool:
    return types.Tool(
        name=inquiry.name,
        title=inquiry.title,
        description=f"{inquiry.question} {inquiry.description}",
        input_schema=input_schema(inquiry),
        output_schema=output_schema(inquiry),
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def make_server(toolbox: Toolbox) -> Server[Any]:
    """Make the server around the questions."""
    door = _Door(toolbox)
    return Server(
        "dealgraph",
        version=__version__,
        title="dealgraph",
        instructions=INSTRUCTIONS,
        on_list_tools=door.list_tools,
        on_call_tool=door.call_tool,
        on_list_resources=door.list_resources,
        on_read_resource=door.read_resource,
    )


def serve_tools(toolbox: Toolbox) -> None:
    """Serve over standard input and output until the input ends."""
    server = make_server(toolbox)

    async def run() -> None:
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())

    anyio.run(run)
