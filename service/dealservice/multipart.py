"""Documents in a body of the type multipart/form-data (RFC 7578)."""

from pathlib import PurePath

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from dealgraph.payload import Payload
from dealgraph.problems import UsageProblem
from dealservice.forms import FORMS

MAX_PARTS = 100


def parts_of(body: bytes, boundary: str) -> list[Payload]:
    """Cut a body into its documents.

    A part without a type of its own is of the type that the suffix of its file name stands for.

    Raises:
        UsageProblem: the body is not what its type says (`payload-invalid`).
    """
    try:
        return _parts(body, boundary)
    except (ValueError, UnicodeError) as error:
        hint = "Part the documents as RFC 7578 tells."
        raise UsageProblem(
            f"The body is not multipart/form-data: {error}", hint=hint, code="payload-invalid"
        ) from error


def _parts(body: bytes, boundary: str) -> list[Payload]:
    decoder = MultipartDecoder(boundary.encode(), len(body), max_parts=MAX_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    found: list[Payload] = []
    head: Field | File | None = None
    content = b""
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field | File):
            head, content = event, b""
        elif isinstance(event, Data):
            content += event.data
            if not event.more_data and head is not None:
                found.append(_payload(head, content))
    return found


def _payload(head: Field | File, content: bytes) -> Payload:
    media_type, options = parse_options_header(head.headers.get("Content-Type", ""))
    suffix = PurePath(head.filename or "" if isinstance(head, File) else "").suffix.lstrip(".")
    by_suffix = next((form.media_type for form in FORMS if form.name == suffix), "")
    return Payload(content, media_type.lower() or by_suffix, options.get("charset", ""))
