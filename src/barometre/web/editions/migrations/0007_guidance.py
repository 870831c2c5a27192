"""What guides a collectivité, and how many meet each obligation."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0006_grid")]

    operations = [
        migrations.AddField(
            "collectivite",
            "guidance",
            models.JSONField(
                default=dict,
                help_text="states: obligation -> state, why, proof, observed_on (those that bind it, or may); "
                "steps: rank -> columns of the table steps",
            ),
        ),
        migrations.CreateModel(
            "ObligationFigure",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("territory_kind", models.CharField(max_length=12)),
                ("territory", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("obligation", models.CharField(max_length=60)),
                ("met", models.IntegerField()),
                ("not_met", models.IntegerField()),
                ("concerned", models.IntegerField(help_text="Surely bound.")),
                ("uncertain", models.IntegerField(help_text="Bound only if something that is not known.")),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="editions.edition")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "territory_kind", "territory"], name="editions_obligation_place"),
                    models.Index(fields=["edition", "obligation", "territory_kind"], name="editions_obligation_one"),
                ]
            },
        ),
    ]
