"""What is answered otherwise than in the edition before, and why: each collectivité, and counts by territory."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _edition() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="editions.edition")


class Migration(migrations.Migration):
    dependencies = [("editions", "0004_history")]

    operations = [
        migrations.AddField(
            "edition",
            "before",
            models.DateField(null=True, help_text="Date of the edition before it, that its changes are told from."),
        ),
        migrations.AddField(
            "edition",
            "before_build",
            models.CharField(max_length=64, default="", help_text="Build of that one."),
        ),
        migrations.CreateModel(
            "Change",
            [
                ("id", KEY),
                ("siren", models.CharField(max_length=9)),
                (
                    "answers",
                    models.JSONField(
                        help_text="indicator -> [score before, score now, why]; null when it is not known"
                    ),
                ),
                ("edition", _edition()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["edition", "siren"], name="one_change_per_body")]},
        ),
        migrations.CreateModel(
            "Tally",
            [
                ("id", KEY.clone()),
                ("territory_kind", models.CharField(max_length=12)),
                ("territory", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("indicator", models.CharField(max_length=60)),
                ("known_in_both", models.IntegerField()),
                ("gained", models.IntegerField(help_text="By the evidence, as lost.")),
                ("lost", models.IntegerField()),
                ("by_method", models.IntegerField()),
                ("by_territory", models.IntegerField()),
                ("edition", _edition()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "territory_kind", "territory"], name="editions_tally_place")
                ]
            },
        ),
    ]
