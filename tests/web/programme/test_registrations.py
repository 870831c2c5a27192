from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from barometre.web.programme.models import GroupProject, Registration
from barometre.web.programme.registrations import A_DAY, forget_old, register

SAID = {"name": "Anne Martin", "role": "agent", "siren": "212900195", "email": "anne@exemple.fr", "message": ""}


@pytest.fixture
def project(programme):
    return GroupProject.objects.create(id="essai", title="Essai", period="2023", objective="o", open=True)


def test_one_line_for_one_person(project):
    register(project, **SAID)
    register(project, **SAID | {"role": "élu"})
    assert list(Registration.objects.filter(project=project).values_list("role", flat=True)) == ["élu"]


def test_a_closed_project_takes_nobody(project):
    project.open = False
    assert register(project, **SAID) is None


def test_a_flood_is_stopped(project):
    lines = [Registration(project=project, **SAID | {"email": f"a{n}@exemple.fr"}) for n in range(A_DAY)]
    Registration.objects.bulk_create(lines)
    assert register(project, **SAID | {"email": "autre@exemple.fr"}) is None


@pytest.mark.parametrize(("age", "open_", "kept"), [(364, True, 1), (367, True, 0), (1, False, 0)])
def test_it_is_forgotten_in_time(project, age, open_, kept):
    line = register(project, **SAID)
    Registration.objects.filter(pk=line.pk).update(sent_at=line.sent_at - timedelta(days=age))
    GroupProject.objects.filter(pk=project.pk).update(open=open_)
    forget_old(date.today())
    assert Registration.objects.filter(project=project).count() == kept


@pytest.mark.parametrize(
    "wrong", [{"siren": "123456789"}, {"siren": "12"}, {"email": "non"}, {"role": "maire"}, {"name": ""}]
)
def test_what_is_wrong_is_refused(project, wrong):
    with pytest.raises(ValidationError):
        Registration(project=project, **SAID | wrong).full_clean()
