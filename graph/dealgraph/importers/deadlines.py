"""The last day for a notice: so long before the end."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

_DAYS = {"d": 1, "wk": 7}
_MONTHS = {"mo": 1, "a": 12}


def notice_deadline(end: date, number: Decimal, unit: str) -> date | None:
    """Count back from the day on which an agreement ends.

    Args:
        end: that day.
        number: the length of the notice.
        unit: its unit in UCUM: d, wk, mo or a.

    Returns:
        The last day for the notice; nothing where the length is no whole number of days or months.

    >>> notice_deadline(date(2021, 3, 31), Decimal(1), "mo")
    datetime.date(2021, 2, 28)
    """
    if number != int(number):
        return None
    try:
        if unit in _DAYS:
            return end - timedelta(days=int(number) * _DAYS[unit])
        months = end.year * 12 + end.month - 1 - int(number) * _MONTHS[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(end.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError, KeyError):
        return None
