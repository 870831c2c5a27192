"""Who may do what: three groups, their rights, and what an account may see."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from barometre.web.programme.models import Organisation, OrganisationMember

TEAM, MEMBER, READER = "Équipe du programme", "Membre d’une organisation", "Lecteur"
# Role as the command `programme account` names it -> group.
ROLES = {"team": TEAM, "member": MEMBER, "reader": READER}
# Tables that only the team sees.
PRIVATE = ("registration", "profile", "loginfailure", "organisationmember", "registrationsent")
# Tables written by commands only: nobody adds, changes or deletes their rows by hand.
COMPUTED = ("award", "effectstudy", "fundimport", "project", "loginfailure", "registrationsent")

# Tables of campaigns that the team sees, and what else it may do with their rows: answers are not among them.
WAVES = {"wave": ("add", "change")}
MAIL = {"message": (), "added": ("add", "delete"), "silent": ("delete",), "dead": ("delete",), "pause": ("delete",)}

# An account of Django, or nobody (`AnonymousUser`).
Account = Any


def make_groups(**_: Any) -> None:  # noqa: ANN401  (a signal's arguments)
    """Make the three groups, and give them the rights they should have (after each migration)."""
    rights = Permission.objects.filter(content_type__app_label="programme").select_related("content_type")
    settle = Permission.objects.filter(
        content_type__app_label="observations", codename__in=["view_contest", "change_contest"]
    )
    links = Permission.objects.filter(content_type__app_label="townhall", codename__startswith="view_")
    moderate = Permission.objects.filter(
        content_type__app_label="replies", codename__in=["view_period", "view_reply", "change_reply"]
    )
    campaigns = Permission.objects.filter(
        content_type__app_label__in=["survey", "mailing"],
        codename__in=[f"view_{name}" for name in (*WAVES, *MAIL)]
        + [f"{right}_{name}" for name, rights in {**WAVES, **MAIL}.items() for right in rights],
    )
    log = Permission.objects.filter(content_type__app_label="auditlog", codename="view_logentry")
    views = [right for right in rights if right.codename.startswith("view_")]
    public = [right for right in views if right.content_type.model not in PRIVATE]
    team = [right for right in rights if right in views or right.content_type.model not in COMPUTED]
    proposal = [right for right in rights if right.codename in ("add_objective", "view_organisationmember")]
    for name, granted in (
        (TEAM, [*team, *log, *settle, *links, *moderate, *campaigns]),
        (MEMBER, [*public, *proposal]),
        (READER, public),
    ):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(granted)


def has_role(user: Account, name: str) -> bool:
    """Return whether an account is in one of the three groups."""
    if not user.is_authenticated or not user.is_active:
        return False
    if not hasattr(user, "_roles"):
        user._roles = set(user.groups.values_list("name", flat=True))
    return name in user._roles


def is_team(user: Account) -> bool:
    """Return whether an account may edit the programme."""
    return bool(user.is_authenticated and user.is_superuser) or has_role(user, TEAM)


def organisation_of(user: Account) -> Organisation | None:
    """Return the organisation of a member's account, None for any other account."""
    return Organisation.objects.filter(profiles__user=user).first() if has_role(user, MEMBER) else None


def visible_sirens(user: Account) -> set[str] | None:
    """Return the SIREN whose detail an account may see (who has not met an objective); None: all of them.

    The team sees all, a member of an organisation those that its organisation lists, others none.
    """
    if is_team(user):
        return None
    organisation = organisation_of(user)
    if organisation is None:
        return set()
    return set(OrganisationMember.objects.filter(organisation=organisation).values_list("siren", flat=True))
