"""Registering to a group project: a form for agents and elected representatives, never shown in public."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.territory import history
from barometre.web.programme.gestion.login import address_of
from barometre.web.programme.models import GroupProject, Registration
from barometre.web.programme.projects.registrations import Sent, register
from barometre.web.programme.projects.views import group_project
from barometre.web.search.index import index

LONGEST = 2000
"""Characters of a message."""
OFFERED = 5
"""Collectivités of the same name that an error lists."""
REFUSED = {
    Sent.CLOSED: (409, "Ce groupe projet ne prend plus d’inscriptions."),
    Sent.ADDRESS_FULL: (
        429,
        "Trop d’inscriptions sont parties de votre adresse réseau depuis une heure. "
        "Revenez dans une heure, ou écrivez à l’exploitant du site.",
    ),
    Sent.ALL_FULL: (429, "Le site a reçu trop d’inscriptions depuis hier. Revenez demain."),
}
"""What is not kept -> status of the answer, and why."""


class RegistrationForm(forms.Form):
    """Who, for which collectivité, and where to answer. `site` is a trap: people do not see it, robots fill it in."""

    name = forms.CharField(
        max_length=150,
        error_messages={"required": "Indiquez votre nom.", "max_length": "Le nom est trop long : 150 caractères."},
    )
    role = forms.ChoiceField(
        choices=list(Registration.ROLES.items()),
        error_messages={
            "required": "Dites si vous êtes agent ou élu.",
            "invalid_choice": "Choisissez agent ou élu.",
        },
    )
    collectivite = forms.CharField(
        max_length=150,
        error_messages={"required": "Indiquez votre collectivité.", "max_length": "Le texte est trop long."},
    )
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Indiquez l’adresse à laquelle vous répondre.",
            "invalid": "L’adresse n’est pas complète. Écrivez-la comme prenom.nom@exemple.fr.",
            "max_length": "L’adresse est trop longue.",
        },
    )
    message = forms.CharField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": "Le texte est trop long : 2 000 caractères au plus."},
    )
    site = forms.CharField(required=False)

    @property
    def trapped(self) -> bool:
        """Was the trap filled in?"""
        return bool(self.data.get("site"))

    def clean_collectivite(self) -> str:
        """SIREN of the collectivité."""
        return siren_of(self.cleaned_data["collectivite"])


def siren_of(said: str) -> str:
    """SIREN of a collectivité told by its SIREN, its INSEE code or its name, old ones too.

    Raises:
        ValidationError: nobody has it, or several do.
    """
    words = " ".join(said.split())
    code = words.replace(" ", "").upper()
    try:
        return history.resolve(code).siren
    except BarometreError:
        hits = [hit for hit in index().search(words, limit=20) if hit.siren and not hit.outside]
    exact = [hit for hit in hits if code in (hit.siren, hit.code) or hit.name.casefold() == words.casefold()]
    found = exact or hits
    if len({hit.siren for hit in found}) == 1:
        return str(found[0].siren)
    if not found:
        raise ValidationError("Aucune collectivité n’a ce nom ni ce code. Écrivez son code INSEE ou son SIREN.")
    named = ", ".join(f"{hit.name} ({hit.code}, {hit.context})" for hit in found[:OFFERED])
    raise ValidationError(f"Plusieurs collectivités répondent : {named}. Écrivez le code INSEE ou le SIREN.")


def registration(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of a project; once sent, its own address says thank you."""
    project = group_project(identifier)
    if request.method != "POST":
        return _page(request, project, RegistrationForm())
    done = HttpResponseRedirect(f"{request.path}?envoye=inscription")
    form = RegistrationForm(request.POST)
    if form.trapped:
        return done
    if not form.is_valid():
        return _page(request, project, form, status=400)
    said = form.cleaned_data
    sent = register(
        project, address_of(request), name=said["name"], role=said["role"], siren=said["collectivite"],
        email=said["email"], message=said["message"],
    )  # fmt: skip
    if sent in REFUSED:
        status, why = REFUSED[sent]
        form.add_error(None, why)
        return _page(request, project, form, status=status)
    return done


def _page(request: HttpRequest, project: GroupProject, form: RegistrationForm, status: int = 200) -> HttpResponse:
    page = {
        "project": project,
        "form": form,
        "thanks": request.GET.get("envoye") == "inscription",
        "trail": [
            ("Programme", reverse("programme-home")),
            ("Groupes projets", reverse("programme-projects")),
            (project.title, reverse("programme-project", args=[project.pk])),
            ("Inscription", None),
        ],
    }
    return render(request, "programme/registration.html", page, status=status)
