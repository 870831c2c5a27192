"""The whole edition as one table, for boards and filters."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0005_changes")]

    operations = [
        migrations.CreateModel(
            "Grid",
            [
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="editions.edition",
                    ),
                ),
                ("parquet", models.BinaryField()),
            ],
        ),
    ]
