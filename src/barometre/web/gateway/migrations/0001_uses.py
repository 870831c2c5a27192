from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("seconds", models.IntegerField()),
                ("window", models.BigIntegerField()),
                ("visitor", models.CharField(max_length=24)),
                ("count", models.IntegerField()),
                ("ends_at", models.BigIntegerField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "seconds", "window", "visitor"), name="one_use")
                ],
            },
        ),
    ]
