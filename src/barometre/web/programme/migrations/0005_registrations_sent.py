from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_fund")]

    operations = [
        migrations.CreateModel(
            name="RegistrationSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(db_index=True, max_length=45)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
    ]
