"""The command that proposes reading notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from dealgraph.passages import read_text
from dealgraph.problems import UsageProblem
from dealservice.terminal import deliver

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("article", type=_PATH)
@click.option("--id", "name", metavar="NAME", help="Id of the source; the file's name unless given.")
@click.option("--output", type=_PATH, metavar="FILE", help="Notes file to write; standard output unless given.")
@click.option("--with-text", is_flag=True, help="Put each sentence above its claim as a comment.")
@click.option("--notes", type=_PATH, multiple=True, metavar="PATH", help="Further notes whose companies are known.")
@click.option("--alone", is_flag=True, help="Know only what the notes named with --notes describe.")
def draft(*, output: Path | None, **chosen: Any) -> None:
    """Propose reading notes on ARTICLE, a text in UTF-8, for a person to complete; see docs/new-article.md."""
    if output is not None and output.exists():
        hint = "Choose another file, or remove it: a draft replaces nobody's notes."
        raise UsageProblem(f"There is a {output} already.", hint=hint, code="file-exists")
    deliver(draft_notes(**chosen).encode(), output)


def draft_notes(
    article: Path, name: str | None, notes: Sequence[Path], *, alone: bool = False, with_text: bool = False
) -> str:
    """Propose reading notes on a text.

    Args:
        article: the file of the text.
        name: the id of the source; made of the file's name unless given.
        notes: further notes whose companies and assets are known.
        alone: know nothing else.
        with_text: put each sentence above its claim.

    Raises:
        UsageProblem: the text cannot be read, holds no words, or the name names nothing (`article-unreadable`,
            `usage-invalid`).
    """
    from dealgraph.build import Inputs, read_documents
    from dealgraph.notes import is_name
    from dealgraph.schema import read_schema

    try:
        from dealgraph import draft as drafts
    except ModuleNotFoundError as error:
        hint = "Install it: pip install 'dealgraph[draft]'"
        raise UsageProblem("The library that reads texts is missing.", hint=hint, code="extra-missing") from error
    inputs = Inputs() if alone and not notes else Inputs().with_notes(notes, alone=alone)
    documents = [] if alone and not notes else read_documents(inputs)
    text = read_text(article)
    if not text.strip():
        raise UsageProblem(f"{article} is empty.", hint="Give the article as plain text.", code="article-unreadable")
    chosen = drafts.slug(article.stem) if name is None else name
    if not is_name(chosen):
        hint = "Use letters, digits, hyphens, full stops and underscores."
        raise UsageProblem(f"“{chosen[:80]}” cannot name a source.", hint=hint)
    if chosen in {document.name for document in documents}:
        hint = "Choose another with --id."
        raise UsageProblem(f"There are notes on a source “{chosen}” already.", hint=hint)
    found = drafts.draft(text, chosen, drafts.Cues(read_schema(inputs.ontology), documents))
    return drafts.write_draft(found, text=text if with_text else "")
