"""Sessions are found by the keyed hash of their key from now on; whoever is signed in stays so."""

import hashlib
import hmac

from django.conf import settings
from django.db import migrations


def hash_keys(apps, schema_editor):
    """Once only: this migration is not run again, and rows that are made later bear a hash from the beginning."""
    session_table = apps.get_model("applicants", "Session").objects
    for key in session_table.values_list("session_key", flat=True):
        digest = hmac.digest(settings.OTP_KEY.encode(), b"session:" + key.encode(), hashlib.sha256).hex()[:40]
        session_table.filter(session_key=key).update(session_key=digest)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0021_waiting_for_systems")]

    operations = [migrations.RunPython(hash_keys, migrations.RunPython.noop)]
