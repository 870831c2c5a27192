"""The store of a demonstration: marked first, filled whole; a scene of one département in the database of the tests."""

import json

import polars as pl
import pytest
from django.db import transaction
from django.utils import timezone

from barometre.catalogue.load import load_catalogue
from barometre.demonstration.bodies import DAYS, bodies_of
from barometre.demonstration.editions import made_up
from barometre.demonstration.looks import FactRanks
from barometre.errors import BarometreError
from barometre.settings import MARKER, is_demonstration
from barometre.survey.answers import AnswerStatus, unpacked
from barometre.territory import reference
from barometre.web.demonstration.store import mark


def test_a_store_is_marked_before_anything_is_in_it_and_keeps_its_mark(tmp_path):
    made = mark(tmp_path / "store")
    assert is_demonstration(tmp_path / "store")
    assert json.loads((tmp_path / "store" / MARKER).read_text())["demonstration"] is True
    assert mark(tmp_path / "store") == made
    assert (tmp_path / "store" / MARKER).stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "file").touch()
    with pytest.raises(BarometreError, match="holds something else than a demonstration"):
        mark(tmp_path)
    with pytest.raises(BarometreError, match="Cannot write the demonstration to"):
        mark(tmp_path / "facts" / "file" / "store")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Lozère, with the facts of its last edition."""
    from barometre.web.demonstration.scene import Scene

    bodies = bodies_of(reference.collectivites().filter(departement="48"), 1)
    facts = made_up(load_catalogue(), FactRanks(bodies), len(DAYS) - 1).with_columns(retained=pl.lit(True))

    return Scene(bodies, tmp_path_factory.mktemp("edition"), facts, timezone.now())


def test_a_wave_has_invitations_answers_and_what_was_sent(published, scene):
    from barometre.web.demonstration import wave
    from barometre.web.mailing.models import Message
    from barometre.web.survey.models import Answer, Invited, Person, Response, Sending, Wave
    from barometre.web.survey.states import ANY_TIME

    with transaction.atomic():
        wave.fill(scene)
        row = Wave.objects.get(pk=wave.WAVE)
        responses = Response.objects.filter(wave=row.pk)
        assert row.versions.count() == len(load_catalogue().questionnaires)
        assert Invited.objects.filter(wave=row).count() == scene.bodies.frame.height
        assert not Message.objects.exclude(address="").exclude(address__endswith="demonstration.example").exists()
        assert Message.objects.filter(state="sent", address="").count() > 100
        assert {*Answer.objects.values_list("how", flat=True)} == {"given", "confirmed", "corrected"}
        assert Person.objects.filter(wave=row.pk).count() == responses.values("siren").distinct().count()
        assert responses.filter(sent_at=None).exists()
        assert Response.objects.filter(wave=ANY_TIME).exclude(published_at=None).exists()
        last = Sending.objects.filter(response__wave=row.pk).order_by("response", "-number").distinct("response")
        for sending in last:
            given = unpacked(sending.content)
            answered = {name for name, one in given.items() if one.value is not None}
            assert answered == set(sending.response.answers.values_list("question", flat=True))
            assert all(one.value is None for one in given.values() if one.status is AnswerStatus.NOT_ASKED)
        transaction.set_rollback(True)


def test_closed_waves_have_their_results_published_and_compared(published, scene):
    from barometre.web.demonstration import closed
    from barometre.web.survey.results import queries

    with transaction.atomic():
        closed.fill(scene)
        closed.publish_results(scene.now)
        closed.publish_results(scene.now)  # what is published stays
        before, now = (queries.published(name) for name in closed.OPENED)
        assert (before.number, now.number) == (1, 1)
        assert before.content["former"] == {}
        assert now.content["former"][closed.QUESTIONNAIRE]["title"] == before.title
        assert now.content["respondents"] > 20
        assert not now.figures.is_empty()
        transaction.set_rollback(True)
