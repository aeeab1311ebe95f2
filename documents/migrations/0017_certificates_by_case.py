"""Certificates by their case, without locking out those who issue and look them up meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0016_notices_that_wait")]

    operations = [
        AddIndexConcurrently(
            model_name="certificate",
            index=models.Index(fields=["case_reference"], name="certificate_of_case"),
        ),
    ]
