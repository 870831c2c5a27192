"""The form of a wave: its documents of criteria, targets and days are typed field by field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from barometre.catalogue.load import load_catalogue
from barometre.survey.selection import WaveSelection
from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.shared.areas import departements, regions
from barometre.web.shared.words import KINDS, peers_words
from barometre.web.survey.models import Wave
from barometre.web.survey.respond.visits import ANY_WORDS

# Kinds that are measured, and so invited.
INVITED = ("commune", "epci", "departement", "region")
# Before the name of a field that is the target of a kind.
TARGET = "target_"
TARGETS = tuple(f"{TARGET}{kind}" for kind in INVITED)
CRITERIA = ("kinds", "regions", "departements", "strates", "sirens", "size", "seed")
# Days after the opening beyond which no reminder is planned.
LONGEST = 366


def _target(kind: str) -> forms.IntegerField:
    label = f"Objectif, {KINDS[kind]}"
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=100, help_text="Part de réponses, en %."
    )


class WaveForm(forms.ModelForm):
    """A wave, whose criteria all restrict who is invited."""

    questionnaires = forms.MultipleChoiceField(label="Questionnaires", widget=forms.CheckboxSelectMultiple)
    reminder_days = forms.CharField(
        label="Relances",
        required=False,
        help_text="Jours après l’ouverture, avec des virgules\u00a0: 10, 20. Vide\u00a0: par le bouton seulement.",
    )
    kinds = forms.MultipleChoiceField(
        label="Types", required=False, widget=forms.CheckboxSelectMultiple, help_text="Aucun\u00a0: tous."
    )
    regions = forms.MultipleChoiceField(label="Régions", required=False, help_text="Aucune\u00a0: toutes.")
    departements = forms.MultipleChoiceField(label="Départements", required=False, help_text="Aucun\u00a0: tous.")
    strates = forms.MultipleChoiceField(label="Strates", required=False, help_text="Aucune\u00a0: toutes.")
    sirens = forms.CharField(
        label="Liste de SIREN",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ces collectivités seulement, si elles remplissent aussi les critères ci-dessus.",
    )
    size = forms.IntegerField(
        label="Taille de l’échantillon", required=False, min_value=1, help_text="Vide\u00a0: toutes sont invitées."
    )
    seed = forms.CharField(
        label="Graine du tirage",
        required=False,
        max_length=40,
        help_text="Un mot ou un nombre\u00a0: le même tire toujours les mêmes collectivités.",
    )

    target_commune = _target("commune")
    target_epci = _target("epci")
    target_departement = _target("departement")
    target_region = _target("region")

    class Meta:
        model = Wave
        fields = ("id", "title", "introduction", "opens_on", "closes_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (those of the form)
        super().__init__(*args, **kwargs)
        if self.instance.opened_at:
            for name in (*CRITERIA, "questionnaires"):
                del self.fields[name]
        self._offer()
        self._fill()

    def clean_id(self) -> str:
        """Return the identifier.

        Raises:
            ValidationError: it is what stands in addresses for no wave at all.
        """
        if self.cleaned_data["id"] == ANY_WORDS:
            raise ValidationError("Donnez un autre identifiant\u00a0: celui-ci dit «\u00a0hors de toute vague\u00a0».")
        return str(self.cleaned_data["id"])

    def clean_reminder_days(self) -> list[int]:
        """Return the days as numbers, in order.

        Raises:
            ValidationError: something else was typed.
        """
        words = [word.strip() for word in self.cleaned_data["reminder_days"].split(",") if word.strip()]
        if not all(word.isdecimal() and 0 < int(word) <= LONGEST for word in words):
            raise ValidationError("Écrivez des nombres de jours séparés par des virgules, comme 10, 20.")
        return sorted({int(word) for word in words})

    def clean_sirens(self) -> list[str]:
        """Return the SIREN, each once.

        Raises:
            ValidationError: one is that of no collectivité measured.
        """
        words = self.cleaned_data["sirens"].replace(",", " ").replace(";", " ").split()
        known = set(reference.collectivites().filter("measured")["siren"])
        if unknown := [word for word in words if word not in known]:
            raise ValidationError(f"Aucune collectivité n’a ce SIREN\u00a0: {', '.join(unknown[:5])}.")
        return list(dict.fromkeys(words))

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and a draw without seed.

        Raises:
            ValidationError: there is one.
        """
        told = super().clean() or {}
        opens, closes = told.get("opens_on", self.instance.opens_on), told.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Le dernier jour est avant l’ouverture.")
        if closes and self.instance.opened_at and closes < timezone.localdate():
            self.add_error("closes_on", "Ce jour est passé. Pour clore la vague aujourd’hui, utilisez son bouton.")
        if bool(told.get("size")) != bool(told.get("seed")):
            self.add_error("seed", "Donnez la taille de l’échantillon et la graine ensemble, ou aucune des deux.")
        return told

    def save(self, commit: bool = True) -> Wave:
        """Write what was typed into the documents of the wave; who is invited changes no more once it is open."""
        told = self.cleaned_data
        if "kinds" in told:
            self.instance.selection = WaveSelection(
                **{name: told[name] or _nothing(name) for name in CRITERIA}
            ).document()
            self.instance.questionnaires = told["questionnaires"]
        self.instance.reminder_days = told["reminder_days"]
        self.instance.targets = {
            kind: told[f"{TARGET}{kind}"] for kind in INVITED if told.get(f"{TARGET}{kind}") is not None
        }
        return super().save(commit)

    def _offer(self) -> None:
        """Offer what may be chosen; once the wave is open, some fields are no more in the form."""
        strates = [(one.id, peers_words(kind, one.id).capitalize()) for kind in INVITED for one in STRATES[kind]]
        offered = {
            "questionnaires": [(one.id, one.title) for one in load_catalogue().questionnaires.values() if one.theme],
            "kinds": [(kind, KINDS[kind].capitalize()) for kind in INVITED],
            "regions": [(code, area.name) for code, area in regions().items()],
            "departements": [(code, f"{code} {area.name}") for code, area in departements().items()],
            "strates": strates,
        }
        for name, choices in offered.items():
            if name in self.fields:
                self.fields[name].choices = choices

    def _fill(self) -> None:
        wave = self.instance
        known = {
            "questionnaires": wave.questionnaires,
            "reminder_days": ", ".join(map(str, wave.reminder_days)),
            **wave.selection,
            "sirens": "\n".join(wave.selection.get("sirens", ())),
            **{f"{TARGET}{kind}": target for kind, target in wave.targets.items()},
        }
        self.initial.update(known)


def _nothing(name: str) -> Any:  # noqa: ANN401  (an empty value of a criterion)
    return {"size": 0, "seed": ""}.get(name, [])
