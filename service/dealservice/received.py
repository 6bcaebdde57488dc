"""What a request carries: its parameters and its text, decoded once and strictly."""

from urllib.parse import parse_qsl

from dealgraph.problems import UsageProblem

MAX_FIELDS = 1000


def read_parameters(raw: bytes) -> dict[str, list[str]]:
    """Read `name=value` pairs as in application/x-www-form-urlencoded, by name.

    Raises:
        UsageProblem: bytes that are not UTF-8 (`encoding-invalid`), or too many fields (`request-invalid`).

    >>> read_parameters(b"holder=microsoft&level=%C3%A4&level=b")
    {'holder': ['microsoft'], 'level': ['ä', 'b']}
    """
    text = read_text(raw)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise UsageProblem(f"There are more than {MAX_FIELDS} parameters.", code="request-invalid") from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


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
