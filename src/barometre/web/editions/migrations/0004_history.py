"""Editions of the past: their figures, what moved since, and what was answered on each collectivité."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0003_readings")]

    operations = [
        migrations.AddField(
            "edition",
            "history",
            models.JSONField(
                default=dict, help_text="Date -> build of the editions before it that it is compared with."
            ),
        ),
        migrations.AddField(
            "edition",
            "light",
            models.BooleanField(default=False, help_text="An edition of the past of which only the figures are here."),
        ),
        migrations.CreateModel(
            "Past",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9)),
                (
                    "answers",
                    models.JSONField(help_text="indicator -> [day, score or null when it was not known], oldest first"),
                ),
                (
                    "edition",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="editions.edition"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["edition", "siren"], name="one_past_per_body")]},
        ),
        migrations.CreateModel(
            "Movement",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.DateField(help_text="Date of the edition before.")),
                ("territory_kind", models.CharField(max_length=12)),
                ("territory", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("measure", models.CharField(max_length=60)),
                ("known_in_both", models.IntegerField()),
                ("mean_before", models.FloatField()),
                ("mean_now", models.FloatField()),
                (
                    "edition",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="editions.edition"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["edition", "measure", "territory_kind", "kind"], name="editions_movement_place"
                    )
                ]
            },
        ),
    ]
