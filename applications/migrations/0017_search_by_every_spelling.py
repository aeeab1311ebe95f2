"""Names are kept in every spelling that a search may use; numbers and addresses of people are indexed."""

from django.db import migrations, models

from emuafiyet.core.text.name_comparison import search_key

BATCH = 1000


def fill(apps, schema_editor):
    applications = apps.get_model("applications", "Application").objects
    rows = []
    for case in applications.exclude(name_as_sent="").only("name_as_sent").iterator(chunk_size=BATCH):
        case.name_key = search_key(case.name_as_sent)
        rows.append(case)
        if len(rows) == BATCH:
            applications.bulk_update(rows, ["name_key"])
            rows = []
    applications.bulk_update(rows, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("applications", "0016_uploads_that_were_sent")]

    operations = [
        migrations.AlterField("application", "name_key", models.TextField(blank=True, editable=False)),
        migrations.AddIndex("contact", models.Index(fields=["phone"], name="contact_by_phone")),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["second_phone"], condition=~models.Q(second_phone=""), name="contact_by_second_phone"),
        ),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["second_email"], condition=~models.Q(second_email=""), name="contact_by_second_email"),
        ),
        migrations.AddIndex(
            "work",
            models.Index(
                fields=["sgk_workplace_no"], condition=~models.Q(sgk_workplace_no=""), name="work_by_workplace"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
