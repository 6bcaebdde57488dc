"""Plain dates are read without the EDTF library, and as it reads them."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealgraph import moments

PLAIN = st.one_of(
    st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", fullmatch=True),
    st.dates().map(str),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32)),
)


@settings(max_examples=300, deadline=None)
@given(text=PLAIN)
def test_a_plain_date_is_read_as_the_library_reads_it(text):
    try:
        expected = moments._edtf_span(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"is not a date of the calendar|has no day"):
            moments._span(text)
    else:
        assert moments._span(text) == expected


def test_a_plain_date_does_not_load_the_library():
    program = "import sys; from dealgraph.moments import bounds; bounds('2030-06'); print('edtf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("text", ["2030~", "201X", "2030?", "2030-21", "20301", "٢٠٣٠"])
def test_what_is_no_plain_date_is_refused(text):
    with pytest.raises(ValueError, match="“"):
        moments.bounds(text)
