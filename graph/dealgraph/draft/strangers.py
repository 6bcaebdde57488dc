"""Names in a text that no notes describe yet: runs of capitalised words, perhaps companies, perhaps products."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dealgraph.draft.sentences import TITLE, Sentence

MAX_WORDS = 5
_FORMS = {
    "ag", "co.", "company", "corp", "corp.", "corporation", "gmbh", "group", "holdings", "inc", "inc.", "labs",
    "limited", "llc", "llp", "lp", "ltd", "ltd.", "n.v.", "plc", "s.a.", "s.p.a.", "se", "technologies",
}  # fmt: skip
"""Words that a company's name ends with."""
_NEVER = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "i",
}  # fmt: skip


def strangers(found: Iterable[Sentence], known: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """List names that are not known, each with the sentences where it stands.

    A single word at the beginning of a sentence counts only if it stands within another one too; a title has too many
    capitals to tell.
    """
    labels = {label for names in known.values() for label in names}
    seen: dict[str, list[str]] = {}
    firm: Counter[str] = Counter()
    found = list(found)
    title = next((sentence for sentence in found if sentence.paragraph == TITLE), None)
    for sentence in (sentence for sentence in found if sentence is not title):
        for name, is_first in _runs(sentence.tokens):
            if name in labels:
                continue
            seen.setdefault(name, [title.name] if title and name in title.tokens.text else []).append(sentence.name)
            firm[name] += not is_first or name.rpartition(" ")[2].lower() in _FORMS
    return {name: list(dict.fromkeys(places)) for name, places in seen.items() if firm[name]}


def _runs(tokens: Any) -> list[tuple[str, bool]]:
    """List the runs of capitalised words of a sentence, and whether each begins it."""
    runs: list[tuple[str, bool]] = []
    run: list[Any] = []
    for token in [*tokens, None]:
        if token is not None and _is_name(token):
            run.append(token)
            continue
        if run and token is not None and token.is_space:
            continue
        if run and len(run) <= MAX_WORDS:
            name = " ".join(tokens.doc[run[0].i : run[-1].i + 1].text.split())
            runs.append((name, run[0].i == _first_word(tokens)))
        run = []
    return runs


def _is_name(token: Any) -> bool:
    text = token.text
    return text[:1].isupper() and text.lower() not in _NEVER and (len(text) > 1) and not token.is_stop


def _first_word(tokens: Any) -> int:
    found: int = next((token.i for token in tokens if token.is_alpha or token.is_digit), tokens.start)
    return found
