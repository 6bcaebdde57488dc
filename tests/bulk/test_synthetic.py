"""The synthetic deals that speed is measured with."""

import synthetic


def text_of(quads: int, seed: int) -> str:
    return "".join(text for _, text in synthetic.documents(quads, seed))


def test_the_same_seed_gives_the_same_deals_and_another_seed_gives_others() -> None:
    assert text_of(2000, 1) == text_of(2000, 1)
    assert text_of(2000, 1) != text_of(2000, 2)


def test_there_are_as_many_quads_as_are_wanted_up_to_one_document_more() -> None:
    lines = text_of(5000, 3).splitlines()
    assert 5000 <= len(lines) < 5250
    assert len(set(lines)) == len(lines)


def test_more_deals_begin_in_the_same_way_but_for_the_pool_of_companies() -> None:
    names = [name for name, _ in synthetic.documents(1000, 1)]
    assert names == [name for name, _ in synthetic.documents(4000, 1)][: len(names)]


def test_documents_are_made_one_at_a_time() -> None:
    assert next(synthetic.documents(10**9))[0] == "deal-1"


def test_every_template_has_all_its_marks_filled() -> None:
    text = text_of(20_000, 4)
    assert not any(mark in text for mark in ("HOLDER", "GRANTOR", "f" * 64))
