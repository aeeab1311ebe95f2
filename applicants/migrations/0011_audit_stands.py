"""The audit log is only ever added to; the database itself lets go of what is older than two years, and of nothing else."""

from django.db import migrations

STANDS = """
CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE ON applicants_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_stands();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON applicants_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stands();
"""
UNDO = """
DROP TRIGGER audit_stands ON applicants_auditentry;
DROP TRIGGER audit_is_never_emptied ON applicants_auditentry;
DROP FUNCTION audit_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0010_audit")]

    operations = [migrations.RunSQL(STANDS, UNDO)]
