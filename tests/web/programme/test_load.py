import pytest
from auditlog.models import LogEntry

from barometre.programme.content import load_programme
from barometre.web.programme.load import load_content
from barometre.web.programme.models import Decision, Meeting, Objective, Organisation

ORGANISATION, MEETING = "dinum", "copol-2023-01-18"


def changed(**columns):
    """The shipped content with another organisation."""
    shipped = load_programme()
    other = shipped.organisations[ORGANISATION].model_copy(update=columns)
    return shipped.model_copy(update={"organisations": {**shipped.organisations, ORGANISATION: other}})


def test_everything_shipped_is_there(programme):
    shipped = load_programme()
    assert set(shipped.objectives) <= set(Objective.objects.values_list("id", flat=True))
    meeting = Meeting.objects.get(pk=MEETING)
    assert meeting.points == list(shipped.meetings[MEETING].agenda)
    assert [one.text for one in meeting.decisions.all()] == [one.text for one in shipped.meetings[MEETING].decisions]
    objective = next(iter(shipped.objectives.values()))
    stored = Objective.objects.get(pk=objective.id)
    assert (stored.target, stored.due) == (objective.target, objective.due)
    assert {owner.pk for owner in stored.owners.all()} == set(objective.owner)


def test_loading_again_writes_nothing(programme):
    before = LogEntry.objects.count()
    done = load_content()
    assert (done.inserted, done.updated, done.kept, LogEntry.objects.count()) == (0, 0, 0, before)


def test_content_that_changes_is_updated_and_logged(programme):
    assert load_content(changed(note="Nouvelle remarque.")).updated == 1
    assert Organisation.objects.get(pk=ORGANISATION).note == "Nouvelle remarque."
    entry = LogEntry.objects.filter(object_pk=ORGANISATION).latest("id")
    assert entry.changes["note"][1] == "Nouvelle remarque."
    assert entry.additional_data == {"source": "contenu livré"}


def test_what_a_person_wrote_is_never_overwritten(programme):
    Organisation.objects.filter(pk=ORGANISATION).update(name="DINUM")
    done = load_content(changed(name="Autre nom"))
    assert (done.updated, done.kept) == (0, 1)
    assert Organisation.objects.get(pk=ORGANISATION).name == "DINUM"


def test_a_line_that_a_person_added_is_kept(programme):
    Decision.objects.create(meeting_id=MEETING, position=9, text="Décision ajoutée")
    shipped = load_programme()
    other = shipped.meetings[MEETING].model_copy(update={"place": "Lyon", "decisions": ()})
    load_content(shipped.model_copy(update={"meetings": {**shipped.meetings, MEETING: other}}))
    assert Meeting.objects.get(pk=MEETING).decisions.filter(text="Décision ajoutée").exists()


def test_what_a_person_deleted_does_not_come_back(programme):
    Meeting.objects.get(pk=MEETING).delete()
    assert load_content().kept == 1
    assert not Meeting.objects.filter(pk=MEETING).exists()


def test_what_leaves_the_content_stays(programme):
    shipped = load_programme()
    rest = {name: one for name, one in shipped.meetings.items() if name != MEETING}
    load_content(shipped.model_copy(update={"meetings": rest}))
    assert Meeting.objects.filter(pk=MEETING).exists()


@pytest.mark.parametrize("text", ["Un point\r\nun autre", "Un point\nun autre"])
def test_line_ends_of_browsers_change_nothing(programme, text):
    shipped = load_programme()
    other = shipped.meetings[MEETING].model_copy(update={"agenda": ("Un point", "un autre")})
    content = shipped.model_copy(update={"meetings": {**shipped.meetings, MEETING: other}})
    load_content(content)
    Meeting.objects.filter(pk=MEETING).update(agenda=text)
    assert load_content().updated == 1
