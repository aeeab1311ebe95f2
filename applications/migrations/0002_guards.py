"""What no code may do, refused by the database: a move outside the table, and any change of history."""

from django.db import migrations

# The pairs of applications/lifecycle/transitions.py at this point in time; a test compares the two.
PAIRS = [
    ("approved", "cancelled"),
    ("approved", "expired"),
    ("approved", "terminated"),
    ("awaiting_payment", "approved"),
    ("awaiting_payment", "lapsed_unpaid"),
    ("awaiting_payment", "withdrawn"),
    ("draft", "under_evaluation"),
    ("objection_under_evaluation", "approved"),
    ("objection_under_evaluation", "awaiting_payment"),
    ("objection_under_evaluation", "objection_rejected"),
    ("objection_under_evaluation", "under_evaluation"),
    ("objection_under_evaluation", "withdrawn"),
    ("rejected", "objection_under_evaluation"),
    ("revision_requested", "objection_rejected"),
    ("revision_requested", "rejected"),
    ("revision_requested", "under_evaluation"),
    ("revision_requested", "withdrawn"),
    ("under_evaluation", "approved"),
    ("under_evaluation", "awaiting_payment"),
    ("under_evaluation", "objection_rejected"),
    ("under_evaluation", "rejected"),
    ("under_evaluation", "revision_requested"),
    ("under_evaluation", "withdrawn"),
]

GUARD = """
CREATE FUNCTION application_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER application_status_guard BEFORE UPDATE OF status ON applications_application
    FOR EACH ROW EXECUTE FUNCTION application_status_guard();
""".format(", ".join(f"'{source}>{target}'" for source, target in PAIRS))

HISTORY = """
CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON applications_historyentry
    FOR EACH ROW EXECUTE FUNCTION history_is_append_only();
CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON applications_historyentry
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_cases")]

    operations = [
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER application_status_guard ON applications_application; DROP FUNCTION application_status_guard();",
        ),
        migrations.RunSQL(
            HISTORY,
            "DROP TRIGGER history_is_append_only ON applications_historyentry;"
            " DROP TRIGGER history_is_never_emptied ON applications_historyentry;"
            " DROP FUNCTION history_is_append_only();",
        ),
    ]
