"""Fields that every table of entries (base.Entry) had when it was made."""

import django.core.validators
from django.db import models

import barometre.web.programme.models.base


def entry_fields() -> list[tuple[str, models.Field]]:
    """Return the identifier of an entry, its source, and the print of the content that was shipped."""
    return [
        (
            "id",
            models.CharField(
                help_text="Lettres minuscules sans accent, chiffres et tirets ; définitif.",
                max_length=120,
                primary_key=True,
                serialize=False,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9]+([.-][a-z0-9]+)*$",
                        "Écrivez des lettres minuscules sans accent, des chiffres, des tirets ou des points.",
                    )
                ],
                verbose_name="identifiant",
            ),
        ),
        ("source_title", models.CharField(blank=True, max_length=300, verbose_name="source")),
        ("source_url", barometre.web.programme.models.base.WebField(verbose_name="adresse de la source")),
        (
            "loaded_hash",
            models.CharField(blank=True, editable=False, max_length=64, verbose_name="empreinte du contenu livré"),
        ),
    ]
