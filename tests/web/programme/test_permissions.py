import pytest
from django.urls import reverse

from barometre.web.programme.models import Objective, OrganisationMember
from barometre.web.programme.permissions import visible_sirens

BREST, QUIMPER = "212900195", "212902324"
PROPOSAL = {
    "id": "proposition",
    "title": "Un objectif",
    "why": "Parce que.",
    "priority": "simple",
    "indicator": "site-declare",
    "population": "commune",
    "population_label": "les communes",
    "target": "0.5",
    "met_from": "100",
    "due": "31/12/2027",
    "source_title": "Nous",
    "owners": ["dinum"],
}
STEPS = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0"} | {
    f"steps-0-{name}": value for name, value in (("state", "running"), ("on", "2026"), ("position", "1"))
}


def listing(name):
    return reverse(f"admin:{name}_changelist")


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("team", "programme_objective", 200),
        ("team", "programme_registration", 200),
        ("team", "programme_award", 200),
        ("team", "auditlog_logentry", 200),
        ("team", "auth_user", 403),
        ("member", "programme_objective", 200),
        ("member", "programme_organisationmember", 200),
        ("member", "programme_registration", 403),
        ("member", "auditlog_logentry", 403),
        ("reader", "programme_meeting", 200),
        ("reader", "programme_organisationmember", 403),
        ("reader", "programme_registration", 403),
        ("reader", "programme_profile", 403),
    ],
)
def test_who_reads_what(someone, role, name, status):
    assert someone(role, "amf" if role == "member" else None).get(listing(name)).status_code == status


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("team", "programme_objective", 200),
        ("team", "programme_award", 403),
        ("team", "programme_fundimport", 403),
        ("team", "auditlog_logentry", 403),
        ("member", "programme_objective", 200),
        ("member", "programme_meeting", 403),
        ("member", "programme_organisationmember", 403),
        ("reader", "programme_objective", 403),
    ],
)
def test_who_adds_what(someone, role, name, status):
    browser = someone(role, "amf" if role == "member" else None)
    assert browser.get(reverse(f"admin:{name}_add")).status_code == status


def test_a_member_only_proposes(someone):
    member = someone("member", "amf")
    sent = member.post(reverse("admin:programme_objective_add"), PROPOSAL | STEPS)
    assert sent.status_code == 302
    stored = Objective.objects.get(pk="proposition")
    assert [(one.state, one.by) for one in stored.steps.all()] == [("proposed", member.user.username)]
    assert {one.pk for one in stored.owners.all()} == {"amf", "dinum"}
    assert stored.proposed_by == member.user
    change = reverse("admin:programme_objective_change", args=["proposition"])
    assert member.post(change, PROPOSAL | STEPS | {"title": "Changé"}).status_code == 403


def test_a_proposal_is_public_once_agreed(someone):
    from barometre.web.programme.objectives.queries import all_objectives, objectives

    someone("member", "amf").post(reverse("admin:programme_objective_add"), PROPOSAL | STEPS)
    assert not objectives().filter(pk="proposition").exists()
    stored = all_objectives().get(pk="proposition")
    stored.steps.create(state="agreed", on="2026-12", position=2)
    assert objectives().get(pk="proposition") == stored


def test_a_reader_changes_nothing(someone):
    change = reverse("admin:programme_objective_change", args=["franceconnect-departements"])
    assert someone("reader").get(change).status_code in (200, 302)
    assert someone("reader", "amf").post(change, PROPOSAL).status_code in (302, 403)
    assert not Objective.objects.filter(title="Un objectif").exists()


def test_a_member_sees_its_own_members_alone(someone):
    OrganisationMember.objects.create(organisation_id="amf", siren=BREST)
    OrganisationMember.objects.create(organisation_id="apvf", siren=QUIMPER)
    member, team, reader = someone("member", "amf"), someone("team"), someone("reader")
    shown = member.get(listing("programme_organisationmember")).content.decode()
    assert (BREST in shown, QUIMPER in shown) == (True, False)
    other = OrganisationMember.objects.get(siren=QUIMPER)
    hidden = member.get(reverse("admin:programme_organisationmember_change", args=[other.pk]))
    assert hidden.status_code == 302  # as an object that does not exist
    assert visible_sirens(member.user) == {BREST}
    assert visible_sirens(team.user) is None
    assert visible_sirens(reader.user) == set()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("indicator", "inconnu", "pas d’indicateur"),
        ("priority", "inconnue", "pas de priorité"),
        ("population", "__import__('os')", "Condition incomprise"),
        ("target", "1.5", "inférieure ou égale à 1"),
        ("target", "0", "supérieure ou égale à"),
        ("source_url", "ftp://exemple.fr/x", "URL valide"),
        ("baseline_on", "2023-02-31", "une année, un mois ou un jour"),
        ("id", "Écrit Mal", "lettres minuscules"),
    ],
)
def test_an_objective_that_nothing_could_follow_is_refused(someone, field, value, said):
    page = someone("team").post(reverse("admin:programme_objective_add"), PROPOSAL | STEPS | {field: value})
    assert page.status_code == 200
    assert said in page.content.decode()


def test_progress_is_shown_and_cannot_be_typed(someone):
    page = someone("team").get(reverse("admin:programme_objective_change", args=[Objective.objects.first().pk]))
    text = page.content.decode()
    assert "Édition du 01/11/2026" in text
    assert 'name="progress"' not in text
