"""An ended certificate stays ended, unless its cancellation is lifted: then it counts again as it was issued."""

from django.db import migrations

CERTIFICATE = """
CREATE OR REPLACE FUNCTION documents_certificate_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ROW(NEW.id, NEW.owner_id, NEW.case_reference, NEW.number, NEW.verification_code, NEW.facts,
           NEW.issued_at, NEW.valid_from, NEW.valid_to)
       IS DISTINCT FROM
       ROW(OLD.id, OLD.owner_id, OLD.case_reference, OLD.number, OLD.verification_code, OLD.facts,
           OLD.issued_at, OLD.valid_from, OLD.valid_to) THEN
        RAISE EXCEPTION 'an issued certificate does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.notice_id IS DISTINCT FROM OLD.notice_id AND (OLD.notice_id IS NOT NULL OR OLD.pdf <> '') THEN
        RAISE EXCEPTION 'an issued certificate does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.pdf <> '' AND ROW(NEW.pdf, NEW.pdf_sha256, NEW.seal_id)
       IS DISTINCT FROM ROW(OLD.pdf, OLD.pdf_sha256, OLD.seal_id) THEN
        RAISE EXCEPTION 'a stored certificate is not replaced' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.ended_on IS NOT NULL
       AND ROW(NEW.ended_on, NEW.end_reason) IS DISTINCT FROM ROW(OLD.ended_on, OLD.end_reason){unless} THEN
        RAISE EXCEPTION 'an ended certificate stays ended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
LIFTED = "\n       AND NOT (OLD.end_reason = 'cancelled' AND NEW.ended_on IS NULL AND NEW.end_reason = '')"


class Migration(migrations.Migration):
    dependencies = [("documents", "0017_certificates_by_case")]

    operations = [migrations.RunSQL(CERTIFICATE.format(unless=LIFTED), CERTIFICATE.format(unless=""))]
