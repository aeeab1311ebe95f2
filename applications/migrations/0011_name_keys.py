"""Names that were sent before the queue could search them."""

from django.db import migrations

from emuafiyet.core.text.name_comparison import search_key


def fill(apps, schema_editor):
    applications = apps.get_model("applications", "Application").objects
    for case in applications.exclude(name_as_sent="").filter(name_key="").only("name_as_sent").iterator():
        applications.filter(pk=case.pk).update(name_key=search_key(case.name_as_sent)[:210])


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_queue")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
