"""Answers of another tool in the database: sent once, corrected with a history, never over what was written here."""

from datetime import UTC, date, datetime

import pytest
import yaml
from django.db import transaction

from barometre.errors import BarometreError
from every_kind import every_kind

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MENDE, AMBERIEU = "214800955", "210100046"
MAPPING = {
    "id": "framaforms",
    "questionnaire": "essai",
    "siren": "SIREN",
    "submitted": "Soumis le",
    "questions": [{"question": "k-oui", "column": "Un"}, {"question": "k-nombre", "column": "Deux"}],
}
HEADER = "SIREN;Soumis le;Un;Deux"


@pytest.fixture
def wave(published):
    """A wave that asks the questionnaire of the tests; undone at the end."""
    from barometre.web.survey.models import Wave
    from barometre.web.survey.versions import freeze

    with transaction.atomic():
        days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 1), "base_edition": date(2026, 10, 1)}
        made = Wave.objects.create(id="essai-2026", title="Essai", **days)
        made.versions.add(freeze(every_kind(), NOW))
        yield made.id
        transaction.set_rollback(True)


@pytest.fixture
def take_in(wave, tmp_path):
    """Import lines into the wave, or with other words."""
    from barometre.web.survey.imports import import_answers

    def run(*lines, wave=wave, dry_run=False, **more):
        (tmp_path / "mapping.yaml").write_text(yaml.safe_dump([MAPPING | more]))
        (tmp_path / "answers.csv").write_text("\n".join((HEADER, *lines)))
        outcome = import_answers(tmp_path / "answers.csv", tmp_path / "mapping.yaml", wave, NOW, dry_run)
        found = outcome.to_json()
        return found | {"rejected": [(one["row"], one["why"]) for one in found["rejected"]]}

    return run


def counts(found):
    return [found[name] for name in ("accepted", "added", "corrected", "unchanged")]


def sent_to(wave):
    from barometre.web.survey.models import Sending
    from barometre.web.survey.told import told

    sendings = Sending.objects.filter(response__wave=wave).values_list("response__siren", "number")
    numbers = dict(sendings.order_by("number"))
    return {one.siren: (numbers[one.siren], one.at.date(), one.given["k-nombre"].value) for one in told(wave=wave)}


def test_the_same_file_again_adds_nothing_and_a_changed_line_is_a_correction(take_in, wave):
    from barometre.web.survey.models import Answer, Invited

    lines = (f"{MENDE};05/11/2026 10:00;oui;12", f"{AMBERIEU};06/11/2026;non;3")
    assert counts(take_in(*lines)) == [2, 2, 0, 0]
    assert counts(take_in(*lines)) == [2, 0, 0, 2]
    assert counts(take_in(lines[0], f"{AMBERIEU};06/11/2026;non;")) == [2, 0, 1, 1]
    assert set(Invited.objects.filter(wave=wave).values_list("siren", flat=True)) == {MENDE, AMBERIEU}
    assert sent_to(wave) == {MENDE: (1, date(2026, 11, 5), 12), AMBERIEU: (2, NOW.date(), None)}
    history = Answer.objects.filter(response__siren=AMBERIEU, question="k-nombre").order_by("id")
    assert [(one.value, one.how, one.link) for one in history] == [(3, "given", None), (None, "corrected", None)]


def test_what_a_town_hall_wrote_here_stands(take_in, wave):
    from barometre.web.survey.models import Version
    from barometre.web.survey.responses import AnswerEdit, Writer, save

    save(MENDE, wave, Version.objects.get(waves=wave), {"k-nombre": AnswerEdit(1)}, Writer(7, "Marie"), NOW)
    found = take_in(f"{MENDE};05/11/2026;oui;12")
    assert found["rejected"] == [(2, "Mende answered here itself: its own answers stand")]
    assert (counts(found), sent_to(wave)) == ([0, 0, 0, 0], {})


def test_a_rehearsal_writes_nothing(take_in, wave):
    assert counts(take_in(f"{MENDE};05/11/2026;oui;12", dry_run=True)) == [1, 1, 0, 0]
    assert sent_to(wave) == {}


def test_a_refused_file_leaves_nothing(take_in, wave, monkeypatch):
    lines = (f"{MENDE};31/10/2026;oui;12", f"{AMBERIEU};10/31/2026;oui;12")
    with pytest.raises(BarometreError, match="month first on line 3"):
        take_in(*lines)
    monkeypatch.setattr("barometre.web.survey.imports.MOST_BODIES", 1)
    with pytest.raises(BarometreError, match="over 1 collectivités"):
        take_in(lines[0], f"{AMBERIEU};31/10/2026;oui;12")
    assert sent_to(wave) == {}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"wave": "essai-2027"}, "No wave has the id 'essai-2027'; known: .*essai-2026"),
        ({"wave": ""}, "Unknown questionnaire 'essai'"),
        ({"questionnaire": "autre"}, "Wave essai-2026 does not ask the questionnaire autre"),
    ],
)
def test_a_wave_and_a_questionnaire_are_those_that_exist(take_in, words, why):
    with pytest.raises(BarometreError, match=why):
        take_in(f"{MENDE};05/11/2026;oui;12", **words)
