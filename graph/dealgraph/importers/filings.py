"""What the name of a file from EDGAR tells: who filed it, when, and as which exhibit."""

import re
from datetime import date

_FILED = re.compile(r"^(?P<filer>.+?)_(?:(?P<a>[0-9]{4})(?P<b>[0-9]{2})(?P<c>[0-9]{2})_|"
                    r"(?P<m>[0-9]{2})_(?P<d>[0-9]{2})_(?P<y>[0-9]{4})-)(?P<rest>.*)$")  # fmt: skip
_EXHIBIT = re.compile(r"EX-?[0-9][^-_ ]*")


def filing_day(name: str) -> date | None:
    """Tell the day of filing, where the name gives one.

    >>> filing_day("ALDERINC_04_24_2003-EX-10.13-SUPPLY AGREEMENT")
    datetime.date(2003, 4, 24)
    """
    filed = _FILED.match(name)
    if filed is None:
        return None
    year, month, day = (filed["a"], filed["b"], filed["c"]) if filed["a"] else (filed["y"], filed["m"], filed["d"])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def filing(name: str) -> str:
    """Say what a name tells of its filing: filer, day and exhibit; names follow three patterns, and some none."""
    filed = _FILED.match(name)
    if filed is None:
        return name
    exhibit = _EXHIBIT.search(filed["rest"])
    return f"{filed['filer']}, {filing_day(name)}{f', exhibit {exhibit[0]}' if exhibit else ''} ({name[-40:]})"
