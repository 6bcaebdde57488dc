"""A first draft of reading notes: what a program can see in a text, for a person to confirm or to strike out.

Nothing here is a claim yet. Every proposal is marked `unconfirmed: yes`, and what is so marked never reaches a store.
The library spaCy cuts the text and finds the words; it is an extra of this package: `dealgraph[draft]`.
"""

from dealgraph.draft.cues import Cues
from dealgraph.draft.drafting import Draft, draft, slug
from dealgraph.draft.writing import write_draft

__all__ = ["Cues", "Draft", "draft", "slug", "write_draft"]
