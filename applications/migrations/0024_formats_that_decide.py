"""A kind's formats decide what is taken.

Until now they decided nothing: every common format was taken for every paper, and every picture for the photo (domain
7.1, 7.2), whatever a row said. So that nobody is turned away for a row that was never read, the rows say from here on
what has been taken so far.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

PICTURES = ["jpg", "png", "heic", "webp", "tiff", "bmp"]


def say_what_has_been_taken(apps, schema_editor):
    kinds = apps.get_model("applications", "DocumentKind").objects
    kinds.filter(slug="biometric-photo").update(formats=PICTURES)
    kinds.exclude(slug="biometric-photo").update(formats=["pdf", *PICTURES])


class Migration(migrations.Migration):
    dependencies = [("applications", "0023_waiting_for_systems")]

    operations = [
        migrations.AlterField(
            model_name="documentkind",
            name="formats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("pdf", "PDF"),
                        ("jpg", "JPG"),
                        ("png", "PNG"),
                        ("heic", "HEIC"),
                        ("webp", "WebP"),
                        ("tiff", "TIFF"),
                        ("bmp", "BMP"),
                    ],
                    max_length=4,
                ),
                size=None,
                verbose_name="yüklenebilecek dosya türleri",
            ),
        ),
        migrations.RunPython(say_what_has_been_taken, migrations.RunPython.noop),
    ]
