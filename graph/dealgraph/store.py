"""The one way to ask: a store, whichever engine answers."""

from pathlib import Path
from typing import Protocol

from dealgraph import versions
from dealgraph.answer import Answer, Question
from dealgraph.stores.access import ANYBODY, Access


class Store(Protocol):
    """Answers SPARQL queries over the union of all its named graphs.

    `version` names the content: equal names mean equal answers; it is empty where the engine cannot tell.
    """

    @property
    def version(self) -> str:
        """The name of the content."""
        ...

    def ask(self, question: Question) -> Answer:
        """Answer one question.

        Raises:
            QueryProblem: the question is wrong.
            StoreProblem: the store cannot answer.
        """
        ...


def open_store(where: str, access: Access = ANYBODY) -> Store:
    """Open the store at a URL (any SPARQL 1.1 endpoint) or in a folder (a graph that `dealgraph build` or `load` made).

    A large graph is asked on the disk, which opens at once; the service copies it into memory while it answers.

    Args:
        where: the URL or the folder.
        access: what lets us in at the URL.

    Raises:
        StoreMissing: nothing has been built in the folder.
        StoreProblem: the version in the folder is damaged.
        UsageProblem: the URL holds a password.
    """
    if where.startswith(("http://", "https://")):
        from dealgraph.stores.remote import RemoteStore

        return RemoteStore(where, access)
    version = versions.current(Path(where))
    if version.database.is_dir():
        from dealgraph.stores.disk import DiskStore

        return DiskStore.load(version)
    from dealgraph.stores.embedded import EmbeddedStore

    return EmbeddedStore.load(version)
