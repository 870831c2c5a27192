"""Shares of the wave before, kept in the wave that shows them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column."""

    dependencies = [("survey", "0002_prepared_waves")]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="former",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="Questionnaire -> shares, as `survey.shares` makes them; frozen when the wave opens.",
                verbose_name="parts de la vague précédente",
            ),
        ),
    ]
