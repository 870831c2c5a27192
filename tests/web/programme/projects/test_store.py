from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from barometre.web.programme.models import GroupProject, Registration, RegistrationSent
from barometre.web.programme.projects.store import (
    A_DAY,
    FROM_AN_ADDRESS,
    WINDOW,
    RegistrationResult,
    delete_old,
    network,
    register,
)

SAID = {"name": "Anne Martin", "role": "agent", "siren": "212900195", "email": "anne@exemple.fr", "message": ""}


@pytest.fixture
def project(programme):
    return GroupProject.objects.create(id="essai", title="Essai", period="2023", objective="o", open=True)


@pytest.fixture
def send(project):
    """Register from an address of one's own, unless one is given."""
    places = (f"198.51.100.{number}" for number in range(1, 250))
    return lambda address="", **said: register(project, address or next(places), **SAID | said)


@pytest.mark.parametrize("email", ["anne@exemple.fr", "Anne@Exemple.fr"])
def test_the_first_of_an_address_stands_and_nothing_tells(project, send, email):
    assert send() == RegistrationResult.KEPT
    assert send(role="élu", name="Un autre", email=email) == RegistrationResult.KEPT
    assert list(Registration.objects.filter(project=project).values_list("role", "name")) == [("agent", "Anne Martin")]


def test_a_closed_project_takes_nobody(project, send):
    project.open = False
    assert send() == RegistrationResult.CLOSED


def test_a_flood_from_an_address_stops_that_address_only(project, send):
    for number in range(FROM_AN_ADDRESS):
        assert send("192.0.2.1", email=f"a{number}@exemple.fr") == RegistrationResult.KEPT
    assert send("192.0.2.1", email="encore@exemple.fr") == RegistrationResult.ADDRESS_FULL
    assert send("192.0.2.2", email="autre@exemple.fr") == RegistrationResult.KEPT
    RegistrationSent.objects.update(at=timezone.now() - WINDOW)
    assert send("192.0.2.1", email="encore@exemple.fr") == RegistrationResult.KEPT
    assert RegistrationSent.objects.count() == 1


def test_fifty_do_not_close_a_project_a_thousand_close_the_instance(project, send):
    lines = [Registration(project=project, **SAID | {"email": f"a{n}@exemple.fr"}) for n in range(A_DAY)]
    Registration.objects.bulk_create(lines[:-1])
    assert send(email="derniere@exemple.fr") == RegistrationResult.KEPT
    assert send(email="autre@exemple.fr") == RegistrationResult.ALL_FULL


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_as_what_its_holder_cannot_change(address, counted):
    assert network(address) == counted


@pytest.mark.parametrize(("age", "open_", "kept"), [(364, True, 1), (367, True, 0), (1, False, 0)])
def test_it_is_forgotten_in_time(project, send, age, open_, kept):
    send()
    line = Registration.objects.get(project=project)
    RegistrationSent.objects.update(at=line.sent_at - WINDOW)
    Registration.objects.filter(pk=line.pk).update(sent_at=line.sent_at - timedelta(days=age))
    GroupProject.objects.filter(pk=project.pk).update(open=open_)
    delete_old(date.today())
    assert (Registration.objects.filter(project=project).count(), RegistrationSent.objects.count()) == (kept, 0)


@pytest.mark.parametrize(
    "wrong", [{"siren": "123456789"}, {"siren": "12"}, {"email": "non"}, {"role": "maire"}, {"name": ""}]
)
def test_what_is_wrong_is_refused(project, wrong):
    with pytest.raises(ValidationError):
        Registration(project=project, **SAID | wrong).full_clean()
