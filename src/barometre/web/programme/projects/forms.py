"""The form of a group project where agents and elected representatives register; it is never shown in public."""

from django import forms
from django.core.exceptions import ValidationError

from barometre.errors import BarometreError
from barometre.territory import history
from barometre.web.programme.models import Registration
from barometre.web.search.index import index

# Characters of a message.
LONGEST = 2000
# Collectivités of the same name that an error lists.
OFFERED = 5


class RegistrationForm(forms.Form):
    """Who registers, for which collectivité, and where to answer.

    `site` is a trap: people do not see it, robots fill it in.
    """

    name = forms.CharField(
        max_length=150,
        error_messages={"required": "Indiquez votre nom.", "max_length": "Le nom est trop long : 150 caractères."},
    )
    role = forms.ChoiceField(
        choices=list(Registration.ROLES.items()),
        error_messages={"required": "Dites si vous êtes agent ou élu.", "invalid_choice": "Choisissez agent ou élu."},
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
        error_messages={"max_length": "Le texte est trop long : 2 000 caractères au plus."},
    )
    site = forms.CharField(required=False)

    @property
    def trapped(self) -> bool:
        """Whether the trap was filled in."""
        return bool(self.data.get("site"))

    @property
    def registration(self) -> dict[str, str]:
        """The registration of a valid form, as `store.register` takes it."""
        values = self.cleaned_data
        return {name: values[name] for name in ("name", "role", "email", "message")} | {"siren": values["collectivite"]}

    def clean_collectivite(self) -> str:
        """Return the SIREN of the collectivité."""
        return siren_of(self.cleaned_data["collectivite"])


def siren_of(text: str) -> str:
    """Return the SIREN of a collectivité given by its SIREN, its INSEE code or its name, former ones included.

    Raises:
        ValidationError: no collectivité has it, or several do.
    """
    words = " ".join(text.split())
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
