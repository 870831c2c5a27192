"""An index of the few answers that say by the link of whom they were typed, which are forgotten in time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0003_shares_of_the_wave_before")]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("who", ""), _negated=True), fields=["at"], name="answers_that_name_a_link"
            ),
        )
    ]
