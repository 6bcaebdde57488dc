"""Standing: what is in force, when, why, and what if. See docs/standing.md.

answer = ask(store, "why", {"right": "ip-access", "on": "2028-01-01"})
answer.table      rows under declared columns, like those of a SELECT
answer.details    everything, ready to be written as JSON: scenario, verdict, timeline, proof
"""

from dealgraph.standing.answer import StandingAnswer
from dealgraph.standing.asking import ask, desk_of
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions import QUESTIONS

__all__ = ["QUESTIONS", "StandingAnswer", "StandingQuestion", "ask", "desk_of"]
