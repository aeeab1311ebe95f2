"""The passport's number beside its other data: from the door where one was told, else asked."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_numbers(apps, schema_editor):
    """Until now every number came from the door."""
    identities = apps.get_model("applicants", "Identity").objects.filter(applicant=OuterRef("pk"))
    passports = apps.get_model("applications", "Passport").objects
    passports.update(number=Subquery(identities.values("passport_number")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0003_registry_records"),
        ("applications", "0002_guards"),
        ("documents", "0002_certificate"),
    ]

    operations = [
        migrations.AddField(
            model_name="passport",
            name="number",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(copy_numbers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="passport",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="passport_has_number"
            ),
        ),
    ]
