"""What a request for a question wishes: the values, and what every question takes besides them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dealgraph.binding import read_values
from dealgraph.catalog import Inquiry, Values
from dealgraph.lookup import Lookup
from dealgraph.paging import NUMBER, SIZE, Page, take_page
from dealgraph.problems import Finding, ParameterProblem

MAX_READ = 50
"""People are shown so many rows at once, unless they ask for more: few on a screen, and a page that is soon there."""
SAFE, VERSION, FORMAT, TIMEOUT = "safe", "version", "format", "timeout"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for a question, taken apart.

    Args:
        inquiry: the question.
        given: words by parameter.
        page: the page that is wanted; all rows, where there is none.
        safe: whether CSV is to be guarded against formulas.
        version: the version of the graph that is to answer; the one that counts, where there is none.
        form: the form that is named; nothing where suffix or header choose it.
        faults: what is wrong with the words that are no parameters.
    """

    inquiry: Inquiry
    given: Mapping[str, Sequence[str]]
    page: Page | None = None
    safe: bool = False
    version: str = ""
    form: str = ""
    faults: tuple[Finding, ...] = field(default=(), repr=False)

    def values(self, lookup: Lookup) -> Values:
        """Read the values.

        Raises:
            ParameterProblem: every fault of the request, in one.
        """
        try:
            values = read_values(self.inquiry, self.given, lookup)
        except ParameterProblem as problem:
            if not self.faults:
                raise
            findings = (*problem.findings, *self.faults)
            said = f"{len(findings)} parameters do not fit “{self.inquiry.name}”."
            raise ParameterProblem(said, hint=problem.hint, findings=findings) from problem
        if self.faults:
            raise ParameterProblem("What is asked for besides the values does not fit.", findings=self.faults)
        return values

    def is_untouched(self) -> bool:
        """Tell whether nothing has been given."""
        return not self.faults and not any(word.strip() for words in self.given.values() for word in words)

    def address(self, suffix: str = "", page: Page | None = None, version: str = "", *, safe: bool = False) -> str:
        """Write the address of the same question below the service, with its values in one order.

        Args:
            suffix: the form; nothing where the header Accept is to choose.
            page: the page.
            version: the version of the graph.
            safe: whether CSV is to be guarded against formulas.
        """
        pairs = [(p.name, w) for p in self.inquiry.parameters for w in self.given.get(p.name, ()) if w.strip()]
        pairs += [(NUMBER, str(page.number)), (SIZE, str(page.size))] if page else []
        pairs += [(SAFE, "1")] if safe else []
        pairs += [(VERSION, version)] if version else []
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"/queries/{self.inquiry.name}{f'.{suffix}' if suffix else ''}{query}"


def read_wish(inquiry: Inquiry, parameters: Mapping[str, Sequence[str]], *, is_page: bool) -> Wish:
    """Take a request apart; what is wrong with it is kept in the wish, to be told with all else.

    Args:
        inquiry: the question.
        parameters: all words by name.
        is_page: whether the answer is shown on a page, which never holds all rows.
    """
    faults: list[Finding] = []
    page = None
    if inquiry.form == "SELECT":
        size = min(inquiry.page_size, MAX_READ) if is_page else inquiry.page_size
        try:
            page, given = take_page(parameters, size, always=is_page)
        except ParameterProblem as problem:
            faults += problem.findings
            given = {name: list(words) for name, words in parameters.items() if name not in {NUMBER, SIZE}}
    else:
        given = {name: list(words) for name, words in parameters.items()}
    safe = _one(given, SAFE, faults)
    if safe not in {"", "1"}:
        faults.append(Finding(f"“{SAFE}” is 1 or left out.", subject=SAFE, code="parameter-value"))
    version, form = _one(given, VERSION, faults), _one(given, FORMAT, faults)
    given.pop(TIMEOUT, None)
    return Wish(inquiry, given, page, safe == "1", version, form, tuple(faults))


def _one(given: dict[str, list[str]], name: str, faults: list[Finding]) -> str:
    """Take a word that may be given once out of the others."""
    words = [word for word in given.pop(name, ()) if word]
    if len(words) > 1:
        faults.append(Finding(f"“{name}” takes one value, not {len(words)}.", subject=name, code="parameter-value"))
    return words[0] if words else ""
