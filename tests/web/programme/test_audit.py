import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from barometre.web.programme import models
from barometre.web.programme.audit import BULK, PASSING
from barometre.web.programme.models import GroupProject, Organisation, Registration


def test_every_table_is_followed():
    from auditlog.registry import auditlog

    tables = {getattr(models, name) for name in models.__all__} - BULK - PASSING
    assert {table for table in tables if not auditlog.contains(table)} == set()


def test_a_change_says_who_from_what_to_what(someone):
    team = someone("team")
    address = reverse("admin:programme_fundcategory_change", args=["urbanisme"])
    before = models.FundCategory.objects.get(pk="urbanisme").name
    assert team.post(address, {"name": "Autre nom"}).status_code == 302
    entry = LogEntry.objects.get_for_object(models.FundCategory.objects.get(pk="urbanisme")).latest("id")
    assert (entry.actor, entry.changes["name"], entry.remote_addr) == (team.user, [before, "Autre nom"], None)


def test_links_are_followed_too(programme):
    project = GroupProject.objects.first()
    project.pilots_state.add(Organisation.objects.get(pk="anssi"))
    project.pilots_state.remove(Organisation.objects.get(pk="anssi"))
    found = [entry.changes for entry in LogEntry.objects.get_for_object(project).order_by("-id")[:2]]
    assert [change["pilots_state"]["operation"] for change in found] == ["delete", "add"]


def test_personal_data_do_not_stay_in_the_log(programme):
    project = GroupProject.objects.first()
    said = {"name": "Anne Martin", "email": "anne@exemple.fr", "message": "Bonjour"}
    Registration.objects.create(project=project, role="agent", siren="212900195", **said).delete()
    shown = " ".join(str(vars(entry)) for entry in LogEntry.objects.order_by("-id")[:2])
    assert "212900195" in shown
    assert [value for value in said.values() if value in shown] == []


@pytest.mark.parametrize("action", ["change", "delete"])
def test_nobody_edits_the_log(someone, action):
    team = someone("team")
    entry = LogEntry.objects.latest("id")
    address = reverse(f"admin:auditlog_logentry_{action}", args=[entry.pk])
    assert team.post(address, {"post": "yes", "object_repr": "x"}).status_code == 403
    listing = reverse("admin:auditlog_logentry_changelist")
    team.post(listing, {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    assert LogEntry.objects.filter(pk=entry.pk, object_repr=entry.object_repr).exists()


def test_the_history_of_a_row_is_in_the_log(someone):
    page = someone("team").get(reverse("admin:programme_organisation_history", args=["dinum"]), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert "contenu livré" in text
