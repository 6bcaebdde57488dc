"""All questions about standing, declared as canned queries declare theirs."""

from collections.abc import Mapping

from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions_of_record import RECORD_QUESTIONS
from dealgraph.standing.questions_of_state import STATE_QUESTIONS

QUESTIONS: Mapping[str, StandingQuestion] = {found.name: found for found in (*STATE_QUESTIONS, *RECORD_QUESTIONS)}
"""The questions by name. That about claims is a query in a file, to which `claims` adds columns."""
