"""Who answered for a collectivité: a form apart from the answers, that nobody has to fill."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.pages.room import Door
from barometre.web.survey import persons
from barometre.web.survey.respond.views import LIST, ROOM, inside
from barometre.web.survey.respond.visits import ANY_WORDS, wave_at

# Field -> its words, and its longest text.
FIELDS = {"name": ("Nom", 120), "role": ("Fonction", 120), "mail": ("Adresse de courriel", 254)}


@inside
def person(request: HttpRequest, door: Door, wave: str) -> HttpResponse:
    """Show the form, keep what it says, or erase it. Who may not send sees nothing of it."""
    found, now = wave_at(wave), timezone.now()
    if not door.link.may_send:
        return HttpResponseRedirect(reverse("survey-home"))
    kept = persons.find(door.link.siren, found.pk if found else "")
    told = {name: getattr(kept, name, "") for name in FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        told = {name: _one_line(request.POST.get(name, "")) for name in FIELDS}
        if request.POST.get("geste") == "effacer":
            told = dict.fromkeys(FIELDS, "")
        errors = _errors(told)
        if not errors:
            persons.write(door.link.siren, found, told, now)
            return HttpResponseRedirect(f"{reverse('survey-home')}?fait=personne#{wave}")
    page = {
        "door": door,
        "wave": found,
        "address": reverse("survey-person", args=[found.pk if found else ANY_WORDS]),
        "fields": [(name, *words, told[name], errors.get(name, "")) for name, words in FIELDS.items()],
        "errors": errors,
        "kept": kept,
        "kept_until": persons.kept_until(found, now),
        "trail": [ROOM, LIST, ("Qui répond", None)],
    }
    return render(request, "survey/person.html", page, status=400 if errors else 200)


def _errors(told: dict[str, str]) -> dict[str, str]:
    errors = {
        name: f"Écrivez {most} caractères au plus." for name, (_, most) in FIELDS.items() if len(told[name]) > most
    }
    if told["mail"]:
        try:
            validate_email(told["mail"])
        except ValidationError:
            errors["mail"] = "Écrivez une adresse complète, comme prenom.nom@exemple.fr."
    return errors


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
