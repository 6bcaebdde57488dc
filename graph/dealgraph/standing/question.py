"""What a question about standing is: a name, words for people, typed parameters and columns."""

from dataclasses import dataclass

from dealgraph.catalog import Column, Parameter
from dealgraph.standing.parameters import BASE, SCENARIO


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question with a name: what `CannedQuery` is to SPARQL, without a text.

    Args:
        name: the last part of its address.
        title: a few words.
        question: the question in one sentence, as a person would ask it.
        description: what the answer means and where its limits are.
        own_parameters: what it may be asked with, beside the scenario that every question takes.
        own_columns: the columns of its table, beside those that every answer has.
        audience: one of the catalog's audiences.
        is_told: whether it is answered in sentences on the command line.
    """

    name: str
    title: str
    question: str
    description: str
    own_parameters: tuple[Parameter, ...] = ()
    own_columns: tuple[Column, ...] = ()
    audience: str = "analyst"
    is_told: bool = False

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters: the question's own first."""
        own = {parameter.name for parameter in self.own_parameters}
        return (*self.own_parameters, *(shared for shared in SCENARIO if shared.name not in own))

    @property
    def compares(self) -> bool:
        """Whether it is asked with two scenarios."""
        return any(parameter.name == "a" for parameter in self.own_parameters)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns: those that every answer has first."""
        return (*BASE, *self.own_columns)
