import pytest

from barometre.programme.progress import Numbers
from barometre.web.programme.objectives.words import gap_words, standing_words
from barometre.web.programme.words import sentence


def numbers(size, known, met, needed):
    return Numbers(
        population_size=size,
        known=known,
        met=met,
        value=met / size if known else None,
        value_at_most=(met + size - known) / size if size else None,
        coverage=known / size if size else 0.0,
        needed=needed,
        gap=max(0, needed - met),
    )


@pytest.mark.parametrize(
    ("said", "standing", "gap"),
    [
        (numbers(100, 0, 0, 50), "Aucune des 100 collectivités concernées n’a", "Pour l’atteindre, il en faut 50."),
        (
            numbers(100, 100, 40, 50),
            "soit 40 sur 100. Toutes sont connues.",
            "Il en manque 10\u00a0",
        ),
        (
            numbers(100, 99, 40, 50),
            "1 n’est pas encore connue\u00a0: la part réelle",
            "entre 9 et 10",
        ),
        (numbers(100, 60, 40, 50), "40 ne sont pas encore connues", "Il en manque 10\u00a0collectivités au maximum"),
        (numbers(100, 60, 55, 50), "55\u00a0% acquis", "Pour l’atteindre, il en faut 50."),
        (numbers(0, 0, 0, 0), "Aucune collectivité n’est concernée", ""),
    ],
)
def test_what_is_not_known_is_never_counted_as_missing(said, standing, gap):
    assert standing in standing_words(said)
    assert gap in gap_words(said)


@pytest.mark.parametrize(("text", "read"), [("lancé", "Lancé."), ("Déjà.", "Déjà."), ("Où ?", "Où ?")])
def test_a_text_becomes_a_sentence(text, read):
    assert sentence(text) == read
