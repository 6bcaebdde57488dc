r"""How many rows an answer has, told from its bytes, so that nobody who writes answers has to count.

Every form separates rows by something that its values cannot hold: that is counted.
"""

import gzip
import json
from collections.abc import Callable, Mapping

_TABLE_HEAD = 2


def rows_in(headers: Mapping[str, str], body: bytes) -> int | None:
    r"""Count the rows of an answer; nothing where it has none: a truth, a graph, a page.

    Args:
        headers: those of the response, by their names in small letters.
        body: its body.

    >>> rows_in({"content-type": "text/csv; charset=utf-8"}, b'a,b\r\n1,"x\r\ny"\r\n')
    1
    """
    media_type = headers.get("content-type", "").partition(";")[0]
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    count = _COUNTERS.get(media_type)
    return count(body) if count else None


def _json_rows(body: bytes) -> int | None:
    """Count the bindings; in a string a quotation mark is escaped, so that `},{"` stands between two rows only."""
    _, found, rows = body.partition(b'"bindings":[')
    if not found:
        return None
    if b"{}" in rows:  # a row that binds nothing, or a text that looks like one
        return len(json.loads(body)["results"]["bindings"])
    return rows.count(b'},{"') + rows.startswith(b"{")


def _xml_rows(body: bytes) -> int | None:
    return body.count(b"<result>") if b"<results>" in body else None


def _csv_rows(body: bytes) -> int | None:
    """Count the ends of rows; what stands between quotes holds none."""
    ends = sum(part.count(b"\r\n") for part in body.split(b'"')[::2])
    return ends - 1 if ends else None


def _tsv_rows(body: bytes) -> int | None:
    return body.count(b"\n") - 1 if b"\n" in body else None


def _ndjson_rows(body: bytes) -> int | None:
    return None if body.startswith(b'{"boolean":') else body.count(b"\n")


def _markdown_rows(body: bytes) -> int | None:
    return body.count(b"\n") - _TABLE_HEAD if body.startswith(b"|") else None


_COUNTERS: Mapping[str, Callable[[bytes], int | None]] = {
    **dict.fromkeys(("application/sparql-results+json", "application/json"), _json_rows),
    **dict.fromkeys(("application/sparql-results+xml", "application/xml", "text/xml"), _xml_rows),
    **dict.fromkeys(("application/x-ndjson", "application/ndjson", "application/jsonl"), _ndjson_rows),
    "text/csv": _csv_rows,
    "text/tab-separated-values": _tsv_rows,
    "text/markdown": _markdown_rows,
}
