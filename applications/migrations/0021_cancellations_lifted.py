"""A cancellation that an objection or a court lifted: the trigger lets the exemption be in force again."""

import importlib

from django.db import migrations

# Those of the table of moves at this point in time; a test compares the two.
EARLIER = importlib.import_module("applications.migrations.0002_guards").PAIRS
PAIRS = sorted([*EARLIER, ("cancelled", "approved")])

GUARD = """
CREATE OR REPLACE FUNCTION application_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status THEN
        IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY[{}])) THEN
            RAISE EXCEPTION 'an application cannot go from % to %', OLD.status, NEW.status
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.version <> OLD.version + 1 THEN
            RAISE EXCEPTION 'a status changes only together with the version' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""


def _guard(pairs: list[tuple[str, str]]) -> str:
    return GUARD.format(", ".join(f"'{source}>{target}'" for source, target in pairs))


class Migration(migrations.Migration):
    dependencies = [("applications", "0020_employers_abroad"), ("documents", "0018_cancellations_lifted")]

    operations = [migrations.RunSQL(_guard(PAIRS), _guard(EARLIER))]
