"""Lets schemathesis send SPARQL as the body of a request, as it is."""

import schemathesis


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_it_is(_context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", errors="replace")
