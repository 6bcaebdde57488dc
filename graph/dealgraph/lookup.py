"""Names of things in a store: which node does a person mean by a CURIE, an IRI, a short name or a label?"""

import re

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.answer import Question, Table
from dealgraph.problems import did_you_mean
from dealgraph.store import Store

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_LOCAL = re.compile(r"\w[\w.-]*\Z")
_SUGGESTIONS = 5000
"""Near matches are sought among at most so many labels, so that a large store answers as quickly as a small one."""
_SHOWN = 80


class NotFound(ValueError):  # noqa: N818 - what was looked for, not the program, is at fault
    """No node, or several, fit the word; the message says which, `hint` what else might be meant."""

    def __init__(self, what: str, hint: str = "", *, several: bool = False) -> None:
        super().__init__(what)
        self.hint = hint
        self.several = several


class Lookup:
    """Finds the nodes of one store by name."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def find(self, word: str, kind: NamedNode | None = None, scheme: NamedNode | None = None) -> NamedNode:
        """Find the node that a word means: a CURIE, an IRI, a local name or a label that only one node has.

        Args:
            word: what the person wrote.
            kind: the class that the node must have.
            scheme: the concept scheme that it must be in.

        Raises:
            NotFound: no node fits, or several.
        """
        member = _membership(kind, scheme)
        node = _as_iri(word)
        if node is not None:
            if self._select(f"SELECT ?x WHERE {{ VALUES ?x {{ {node} }} {member} }} LIMIT 1"):
                return node
            raise self._not_found(word, member)
        found = self._by_local_name(word, member) or self._by_label(word, member)
        if len(found) > 1:
            listed = " and ".join(sorted(names.short(n.value) for n in found))
            raise NotFound(f"“{word}” fits {len(found)} things: {listed}.", "Name one of them.", several=True)
        if not found:
            raise self._not_found(word, member)
        return found[0]

    def choices(self, query: str) -> list[tuple[str, str]]:
        """Ask which values may be chosen: a SELECT of values and, in a second column, their labels.

        Returns:
            Words and labels, in the order of the rows: a node's local name, or its CURIE where that is not unique.
        """
        answer = self.store.ask(Question(query))
        found: dict[str, str] = {}
        for row in answer if isinstance(answer, Table) else ():
            value, label = row[0], row[1] if len(row) > 1 else None
            if isinstance(value, NamedNode | Literal):
                word = _short_word(value) if isinstance(value, NamedNode) else value.value
                found.setdefault(word, label.value if isinstance(label, Literal) else word)
        return list(found.items())

    def _by_local_name(self, word: str, member: str) -> list[NamedNode]:
        if not _LOCAL.match(word):
            return []
        nodes = " ".join(str(NamedNode(base + word)) for base in (names.ID, names.VOC, names.DEAL))
        return self._select(f"SELECT DISTINCT ?x WHERE {{ VALUES ?x {{ {nodes} }} {member} }}")

    def _by_label(self, word: str, member: str) -> list[NamedNode]:
        forms = " ".join(f"{Literal(word, language='en')} {Literal(word)}".split("\n"))
        return self._select(
            f"SELECT DISTINCT ?x WHERE {{ VALUES ?label {{ {forms} }} ?x {names.LABEL} ?label . {member} }} LIMIT 10"
        )

    def _not_found(self, word: str, member: str) -> NotFound:
        query = f"SELECT ?x ?label WHERE {{ {member} OPTIONAL {{ ?x {names.LABEL} ?label }} }} LIMIT {_SUGGESTIONS}"
        answer = self.store.ask(Question(query))
        known: set[str] = set()
        for node, label in answer if isinstance(answer, Table) else ():
            if isinstance(node, NamedNode):
                known.add(names.local(node.value))
            if isinstance(label, Literal):
                known.add(label.value)
        shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
        return NotFound(f"Nothing here is called “{shown}”.", did_you_mean(names.local(word[:_SHOWN]), known))

    def _select(self, query: str) -> list[NamedNode]:
        answer = self.store.ask(Question(query))
        rows = list(answer) if isinstance(answer, Table) else []
        return [row[0] for row in rows if isinstance(row[0], NamedNode)]


def _membership(kind: NamedNode | None, scheme: NamedNode | None) -> str:
    if scheme is not None:
        return f"?x {names.IN_SCHEME} {scheme} ."
    return f"?x a {kind} ." if kind is not None else "?x a ?anyKind ."


def _short_word(node: NamedNode) -> str:
    """Write a node as shortly as `Lookup.find` understands."""
    base = next((base for base in (names.ID, names.VOC) if node.value.startswith(base)), "")
    return node.value.removeprefix(base) if base else names.short(node.value)


def _as_iri(word: str) -> NamedNode | None:
    """Read a word as an IRI or as a CURIE of our prefixes."""
    plain = word[1:-1] if word.startswith("<") and word.endswith(">") else word
    prefix, colon, rest = plain.partition(":")
    if colon and prefix in names.PREFIXES and not rest.startswith("//"):
        plain = names.PREFIXES[prefix] + rest
    if not _IRI.match(plain):
        return None
    try:
        return NamedNode(plain)
    except ValueError:
        return None
