"""What a request carries is read as the library of Python reads it, only more quickly."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dealgraph.problems import UsageProblem
from dealservice.received import MAX_FIELDS, read_parameters

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROUGH = st.text(st.sampled_from("%%%0aAfFgGé\\xuN{}+&=; "), max_size=30)


def listed(pairs):
    found = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@given(st.lists(st.tuples(ANYTHING, ANYTHING), max_size=5))
def test_what_was_encoded_is_read_again(pairs):
    assert read_parameters(urlencode(pairs).encode()) == listed(pairs)


@given(ROUGH)
@example("%")
@example("a=%5Cx41&b=\\x41&c=%5cN{DIGIT ONE}")
@example("a=%4&b=%zz&c=é%C3%A9")
def test_anything_is_read_as_the_library_reads_it(text):
    try:
        expected = listed(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        with pytest.raises(UsageProblem, match="UTF-8"):
            read_parameters(text.encode())
    else:
        assert read_parameters(text.encode()) == expected


def test_more_fields_than_may_be_are_refused():
    assert read_parameters(b"&".join([b"a=1"] * MAX_FIELDS)) == {"a": ["1"] * MAX_FIELDS}
    with pytest.raises(UsageProblem, match="1000"):
        read_parameters(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))
