"""Who may do what: three groups, their rights, and what an account may see."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from barometre.web.programme.models import Organisation, OrganisationMember

TEAM, MEMBER, READER = "Équipe du programme", "Membre d’une organisation", "Lecteur"
ROLES = {"team": TEAM, "member": MEMBER, "reader": READER}
"""Role as the command `programme account` names it -> group."""
PRIVATE = ("registration", "profile", "loginfailure", "organisationmember", "registrationsent")
"""Tables of which only the team sees anything."""
COMPUTED = ("award", "effectstudy", "fundimport", "project", "loginfailure", "registrationsent")
"""Tables written by commands only: nobody adds, changes or deletes their rows by hand."""

Account = Any
"""An account of Django, or nobody (`AnonymousUser`)."""


def make_groups(**_: Any) -> None:  # noqa: ANN401  (a signal's arguments)
    """Make the three groups, and give them the rights they should have (after each migration)."""
    ours = Permission.objects.filter(content_type__app_label="programme").select_related("content_type")
    log = Permission.objects.filter(content_type__app_label="auditlog", codename="view_logentry")
    views = [one for one in ours if one.codename.startswith("view_")]
    public = [one for one in views if one.content_type.model not in PRIVATE]
    team = [one for one in ours if one.content_type.model not in COMPUTED or one.codename.startswith("view_")]
    proposal = [one for one in ours if one.codename in ("add_objective", "view_organisationmember")]
    for name, rights in ((TEAM, [*team, *log]), (MEMBER, [*public, *proposal]), (READER, public)):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(rights)


def has_role(user: Account, name: str) -> bool:
    """Is this account in one of the three groups?"""
    if not user.is_authenticated or not user.is_active:
        return False
    if not hasattr(user, "_roles"):
        user._roles = set(user.groups.values_list("name", flat=True))
    return name in user._roles


def is_team(user: Account) -> bool:
    """May this account edit the programme?"""
    return bool(user.is_authenticated and user.is_superuser) or has_role(user, TEAM)


def organisation_of(user: Account) -> Organisation | None:
    """The organisation of a member's account, None for anybody else."""
    return Organisation.objects.filter(profiles__user=user).first() if has_role(user, MEMBER) else None


def visible_sirens(user: Account) -> set[str] | None:
    """Collectivités of which an account may see the detail (who has not met an objective): None means all of them.

    The team sees all, a member of an organisation those that its organisation lists, others none.
    """
    if is_team(user):
        return None
    organisation = organisation_of(user)
    if organisation is None:
        return set()
    return set(OrganisationMember.objects.filter(organisation=organisation).values_list("siren", flat=True))
