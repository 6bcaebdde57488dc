"""Other people's data: one reader per set of data, each giving the documents that the notes give too.

What a reader cannot read with certainty it keeps as it stands and lists as a doubtful value; it never guesses.
"""
