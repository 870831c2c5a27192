import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.test import override_settings

from barometre.errors import BarometreError
from barometre.web.programme.accounts import set_account
from barometre.web.programme.permissions import MEMBER, READER, TEAM, is_team, organisation_of

PASSWORD = "Une-Phrase-Longue-42"


@pytest.fixture(autouse=True)
def quick_hashes(programme):
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def groups(name):
    return list(User.objects.get(username=name).groups.values_list("name", flat=True))


def test_an_account_is_made_then_changed():
    assert set_account("anne", "team", None, PASSWORD, "op")
    anne = User.objects.get(username="anne")
    assert (groups("anne"), anne.is_staff, anne.is_superuser, is_team(anne)) == ([TEAM], True, False, True)
    assert not set_account("anne", "member", "amf", None, "op")
    anne = User.objects.get(username="anne")
    assert (groups("anne"), organisation_of(anne).pk, anne.check_password(PASSWORD)) == ([MEMBER], "amf", True)


def test_closing_an_account_leaves_its_trace():
    set_account("anne", "reader", None, PASSWORD, "op")
    assert groups("anne") == [READER]
    set_account("anne", "none", None, None, "op")
    anne = User.objects.get(username="anne")
    assert (anne.is_active, anne.is_staff, groups("anne")) == (False, False, [])
    shown = [entry.changes for entry in LogEntry.objects.get_for_object(anne)]
    assert any("is_active" in changes for changes in shown)
    assert PASSWORD not in str(shown)
    assert not any("password" in changes for changes in shown)


@pytest.mark.parametrize(
    ("name", "role", "organisation", "password", "said"),
    [
        ("anne", "chef", None, PASSWORD, "Unknown role chef: give one of team, member, reader, none"),
        ("anne", "member", None, PASSWORD, "--organisation"),
        ("anne", "member", "inconnue", PASSWORD, "Unknown organisation inconnue: give one of amf"),
        ("anne", "reader", None, "court", "too short"),
        ("anne", "reader", None, "123456789012", "entirely numeric"),
        ("anne", "reader", None, None, "Password refused"),
        ("anne martin!", "reader", None, PASSWORD, "Account name"),
        ("anne", "none", None, None, "nothing to close"),
    ],
)
def test_what_is_wrong_is_said(name, role, organisation, password, said):
    with pytest.raises(BarometreError, match=said):
        set_account(name, role, organisation, password, "op")
    assert not User.objects.filter(username=name).exists()
