import pytest
from django.urls import reverse

from barometre.web.programme.models import OrganisationMember

BREST, QUIMPER = "212900195", "212902324"


@pytest.fixture
def add(someone):
    """Ask the team's form to add some SIREN to an association: its answer and the members it has after."""
    OrganisationMember.objects.create(organisation_id="apvf", siren=BREST)
    team = someone("team")

    def send(sirens):
        address = reverse("admin:programme_organisationmember_add")
        answer = team.post(address, {"organisation": "apvf", "sirens": sirens})
        found = OrganisationMember.objects.filter(organisation="apvf").values_list("siren", flat=True)
        return answer, set(found)

    return send


@pytest.mark.parametrize("sirens", [f"{BREST}\r\n{QUIMPER}", "212 902 324, 212900195", f"{QUIMPER};{QUIMPER}"])
def test_many_are_added_and_those_there_are_left(add, sirens):
    answer, found = add(sirens)
    assert (answer.status_code, found) == (302, {BREST, QUIMPER})


@pytest.mark.parametrize(("sirens", "said"), [(f"{QUIMPER},123", "ces SIREN : 123"), (BREST, "déjà toutes membres")])
def test_nothing_is_added_when_something_is_wrong(add, sirens, said):
    answer, found = add(sirens)
    text = answer.content.decode().replace("\u00a0", " ")
    assert (answer.status_code, said in text, found) == (200, True, {BREST})


def test_one_is_changed_by_itself(add, someone):
    one = OrganisationMember.objects.get(siren=BREST)
    change = reverse("admin:programme_organisationmember_change", args=[one.pk])
    assert someone("team", "amf").post(change, {"organisation": "apvf", "siren": QUIMPER}).status_code == 302
    assert OrganisationMember.objects.get(pk=one.pk).siren == QUIMPER
