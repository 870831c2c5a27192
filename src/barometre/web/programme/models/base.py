"""What the tables of the programme share: identifiers, partial dates, sources, the digest of what was loaded."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models

from barometre.programme.partial_dates import first_day
from barometre.territory import reference

is_identifier = RegexValidator(
    r"^[a-z0-9]+([.-][a-z0-9]+)*$",
    "Écrivez des lettres minuscules sans accent, des chiffres, des tirets ou des points.",
)
is_siren = RegexValidator(r"^\d{9}$", "Un SIREN a neuf chiffres, sans espace.")
is_web_address = URLValidator(schemes=["http", "https"])


def is_partial_date(value: str) -> None:
    """Refuse what is not a year, a month or a day that exists.

    Raises:
        ValidationError: says so in French.
    """
    try:
        first_day(value)
    except ValueError:
        raise ValidationError("Écrivez une année, un mois ou un jour : 2023, 2023-01 ou 2023-01-18.") from None


def is_collectivite(siren: str) -> None:
    """Refuse a SIREN that no collectivité of the reference has.

    Raises:
        ValidationError: says so in French.
    """
    if siren not in set(reference.collectivites()["siren"]):
        raise ValidationError(f"Aucune collectivité n’a le SIREN {siren}.")


class _WithFixedOptions(models.Field):
    """A field whose `fixed` options are the same everywhere; migrations do not write them."""

    fixed: ClassVar[dict[str, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (those of the field)
        super().__init__(*args, **kwargs | self.fixed)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return what a migration writes."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {option: value for option, value in options.items() if option not in self.fixed}


class PartialDateField(_WithFixedOptions, models.CharField):
    """A year, a month or a day."""

    fixed = {"max_length": 10, "validators": [is_partial_date], "help_text": "2023, 2023-01 ou 2023-01-18."}


class WebField(_WithFixedOptions, models.URLField):
    """An address of the web, or nothing."""

    fixed = {"max_length": 500, "blank": True, "validators": [is_web_address]}


class SirenField(_WithFixedOptions, models.CharField):
    """The SIREN of a collectivité of the reference."""

    fixed = {"max_length": 9, "validators": [is_siren, is_collectivite], "db_index": True}


class Entry(models.Model):
    """A row that shipped content may bring, known by a readable identifier, with its source."""

    id = models.CharField(
        "identifiant",
        max_length=120,
        primary_key=True,
        validators=[is_identifier],
        help_text="Lettres minuscules sans accent, chiffres et tirets ; définitif.",
    )
    source_title = models.CharField("source", max_length=300, blank=True)
    source_url = WebField("adresse de la source")
    loaded_hash = models.CharField("empreinte du contenu livré", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class Line(models.Model):
    """A line of an entry, in the order of its entry."""

    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
