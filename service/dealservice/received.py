"""What a request carries: its parameters and its text, decoded once and strictly."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote_to_bytes

from flask import Request
from pyoxigraph import NamedNode

from dealgraph.problems import Finding, ParameterProblem, UsageProblem, did_you_mean

FORM_TYPE = "application/x-www-form-urlencoded"
MAX_FIELDS = 1000


def read_body(request: Request, what: str, types: Sequence[str]) -> bytes:
    """Read a body of one of some types, in plain UTF-8.

    Args:
        request: the request.
        what: what the body is, as the beginning of a sentence.
        types: the media types that it may have.

    Raises:
        UsageProblem: it has another type or encoding (`media-type`).
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in types:
        said = f"{what} cannot be posted as {request.mimetype}." if request.mimetype else "The body has no type."
        raise UsageProblem(said, hint=f"Use {' or '.join(types)}.", code="media-type")
    if charset not in {"utf-8", "utf8"} or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UsageProblem("The body is not plain UTF-8.", hint="Send UTF-8, not compressed.", code="media-type")
    return read_bytes(request)


def read_bytes(request: Request) -> bytes:
    """Read a body as it is; one that is too long raises what the framework raises."""
    body = request.get_data(cache=False, parse_form_data=False)
    if request.content_length is None:
        request.stream.read(1)  # a body in chunks is cut at the limit in silence; reading on refuses it
    return body


def read_graphs(values: Iterable[str]) -> tuple[str, ...]:
    """Read the IRIs of graphs; empty ones are passed over.

    Raises:
        UsageProblem: a value is no IRI (`graph-invalid`).
    """
    named = tuple(filter(None, values))
    for value in named:
        try:
            NamedNode(value)
        except ValueError as error:
            raise UsageProblem(f"“{value[:200]}” is not an IRI.", hint="Name a graph.", code="graph-invalid") from error
    return named


def read_parameters(raw: bytes) -> dict[str, list[str]]:
    """Read `name=value` pairs as in application/x-www-form-urlencoded, by name.

    Raises:
        UsageProblem: bytes that are not UTF-8 (`encoding-invalid`), or too many fields (`request-invalid`).

    >>> read_parameters(b"holder=microsoft&level=%C3%A4&level=b")
    {'holder': ['microsoft'], 'level': ['ä', 'b']}
    """
    text = read_text(raw)
    if text.count("&") >= MAX_FIELDS:
        raise UsageProblem(f"There are more than {MAX_FIELDS} parameters.", code="request-invalid")
    found: dict[str, list[str]] = {}
    for field in filter(None, text.split("&")):
        name, _, value = field.replace("+", " ").partition("=")
        found.setdefault(_decoded(name), []).append(_decoded(value))
    return found


def _decoded(text: str) -> str:
    """Undo percent-encoding (RFC 3986, section 2.1); what is no escape stays as it is.

    Python reads its own escapes ten times as quickly as its library reads those of addresses.

    Raises:
        UsageProblem: it is not UTF-8 (`encoding-invalid`).
    """
    if "%" not in text:
        return text
    try:
        escaped = text.replace("\\", "%5C").replace("%", "\\x").encode("ascii")
        octets = escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeError:  # a sign of per cent that begins no escape, or a letter beyond ASCII
        octets = unquote_to_bytes(text)
    return read_text(octets)


def only(given: Mapping[str, Sequence[str]], what: str, known: Sequence[str]) -> dict[str, str]:
    """Keep one value for each parameter, where only some parameters are known.

    Args:
        given: values by parameter.
        what: what takes them, as the beginning of a sentence.
        known: the parameters that it takes, each once.

    Raises:
        ParameterProblem: a parameter is unknown or stands twice.
    """
    faults: list[Finding] = []
    for name, words in given.items():
        if name not in known:
            hint = did_you_mean(name, known) or f"Known is: {', '.join(known)}."
            said = f"There is no parameter “{name[:80]}”."
            faults.append(Finding(said, hint=hint, subject=name, code="parameter-unknown"))
        elif len(words) > 1:
            faults.append(Finding(f"“{name}” takes one value.", subject=name, code="parameter-value"))
    if faults:
        raise ParameterProblem(f"{what} takes no such parameters.", findings=faults)
    return {name: words[0] for name, words in given.items()}


def read_text(raw: bytes) -> str:
    """Decode text.

    Raises:
        UsageProblem: it is not UTF-8 (`encoding-invalid`).
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> UsageProblem:
    hint = "Encode the text as UTF-8, then percent-encode it."
    return UsageProblem("The request holds bytes that are not UTF-8.", hint=hint, code="encoding-invalid")
