"""Objectives and their history. Their progress is computed from editions and is nowhere here."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from barometre.catalogue.conditions import parse
from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.web.programme.models.base import Entry, Line, PartialDateField
from barometre.web.programme.models.governance import Organisation

_SHARE = [MinValueValidator(0), MaxValueValidator(1)]
_TARGET = [MinValueValidator(0.001), MaxValueValidator(1)]


class Objective(Entry):
    """A share of a population that must satisfy an indicator before a date."""

    title = models.CharField("titre", max_length=300)
    why = models.TextField("pourquoi")
    priority = models.CharField("priorité", max_length=120, help_text="Identifiant d’une priorité du catalogue.")
    indicator = models.CharField("indicateur", max_length=120, help_text="Identifiant d’un indicateur du catalogue.")
    population = models.TextField(
        "population", blank=True, help_text="Condition, comme « commune and population > 3500 » ; vide : toutes."
    )
    population_label = models.CharField("population, en français", max_length=200)
    target = models.FloatField("cible", validators=_TARGET, help_text="Part de la population, de 0 à 1.")
    met_from = models.FloatField(
        "score suffisant", default=100, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    due = models.DateField("échéance")
    baseline_text = models.TextField("situation de départ", blank=True)
    baseline_share = models.FloatField("part au départ", null=True, blank=True, validators=_SHARE)
    baseline_on = PartialDateField("date de la situation de départ", blank=True)
    owners = models.ManyToManyField(Organisation, blank=True, related_name="objectives", verbose_name="porteurs")
    doubt = models.TextField("contradiction des sources", blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="proposé par",
    )

    class Meta:
        ordering = ["due", "title"]
        verbose_name = "objectif"

    def clean(self) -> None:
        """Refuse what cannot be computed.

        Raises:
            ValidationError: unknown indicator or priority, or a population that is no condition.
        """
        catalogue, faults = load_catalogue(), {}
        if self.indicator and self.indicator not in catalogue.indicators:
            faults["indicator"] = f"Le catalogue n’a pas d’indicateur « {self.indicator} »."
        if self.priority and self.priority not in catalogue.priorities:
            faults["priority"] = f"Le catalogue n’a pas de priorité « {self.priority} »."
        try:
            parse(self.population or "")
        except BarometreError as error:
            faults["population"] = f"Condition incomprise : {error}"
        if faults:
            raise ValidationError(faults)

    def __str__(self) -> str:
        return self.title


class ObjectiveStep(Line):
    """A step in the life of an objective; « met » and « missed » are computed, never typed."""

    STATES = {"proposed": "proposé", "agreed": "convenu", "running": "en cours", "stopped": "arrêté"}

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="steps", verbose_name="objectif")
    state = models.CharField("état", max_length=10, choices=STATES)
    on = PartialDateField("date")
    note = models.TextField("note", blank=True)
    by = models.CharField("par", max_length=150, blank=True, editable=False)

    class Meta(Line.Meta):
        verbose_name = "étape"

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.on})"
