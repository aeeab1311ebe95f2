"""The newest payment orders first, without sorting all of them and without locking out those who open and pay them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0010_waiting_for_systems")]

    operations = [
        AddIndexConcurrently(
            model_name="paymentorder",
            index=models.Index(fields=["-opened_at", "-id"], name="order_newest"),
        ),
    ]
