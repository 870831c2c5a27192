"""Accounts of the programme, made and changed by a command; the admin has no screen for them."""

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override

from barometre.errors import BarometreError
from barometre.web.programme.audit import said_by
from barometre.web.programme.models import Organisation, Profile
from barometre.web.programme.permissions import ROLES

# Role of an account that is closed.
CLOSED = "none"


def exists(name: str) -> bool:
    """Return whether there is an account of this name."""
    return User.objects.filter(username=name).exists()


def set_account(name: str, role: str, organisation: str | None, password: str | None, by: str) -> bool:
    """Make an account, or change its role, its organisation and, when one is given, its password.

    Args:
        name: name of the account.
        role: team, member, reader, or `none`: the account is closed, what it did stays in the audit log.
        organisation: identifier of an organisation; a member needs one.
        password: checked by the validators; None leaves that of an account that exists.
        by: who does it, for the audit log.

    Returns:
        True when the account is new.

    Raises:
        BarometreError: unknown role or organisation, a member without one, a name or a password refused.
    """
    if role not in (*ROLES, CLOSED):
        raise BarometreError(f"Unknown role {role}: give one of {', '.join((*ROLES, CLOSED))}")
    if role == "member" and organisation is None:
        raise BarometreError("A member speaks for an organisation: give it with --organisation ID")
    known = sorted(Organisation.objects.values_list("id", flat=True))
    if organisation is not None and organisation not in known:
        raise BarometreError(f"Unknown organisation {organisation}: give one of {', '.join(known)}")
    with transaction.atomic(), said_by(by):
        user = User.objects.filter(username=name).first()
        is_new, user = user is None, user or User(username=name)
        if is_new and role == CLOSED:
            raise BarometreError(f"No account has the name {name}: there is nothing to close")
        if password is not None or is_new:
            _set_password(user, password or "")
        user.is_staff = user.is_active = role != CLOSED
        _check_name(user)
        user.save()
        others = user.groups.exclude(name__in=ROLES.values())
        user.groups.set([*others, *Group.objects.filter(name=ROLES.get(role))])
        Profile.objects.update_or_create(user=user, defaults={"organisation_id": organisation})
    return is_new


def _check_name(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise BarometreError(f"Account name {user.username!r}: {' '.join(error.messages)}") from None


def _set_password(user: User, password: str) -> None:
    try:
        with override("en"):
            validate_password(password, user)
    except ValidationError as error:
        raise BarometreError(f"Password refused: {' '.join(error.messages)}") from None
    user.set_password(password)
