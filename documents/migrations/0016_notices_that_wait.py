"""The paper comes first and its notice waits for it: one that names none yet may be given its notice, once."""

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
    IF {notice} THEN
        RAISE EXCEPTION 'an issued certificate does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.pdf <> '' AND ROW(NEW.pdf, NEW.pdf_sha256, NEW.seal_id)
       IS DISTINCT FROM ROW(OLD.pdf, OLD.pdf_sha256, OLD.seal_id) THEN
        RAISE EXCEPTION 'a stored certificate is not replaced' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.ended_on IS NOT NULL
       AND ROW(NEW.ended_on, NEW.end_reason) IS DISTINCT FROM ROW(OLD.ended_on, OLD.end_reason) THEN
        RAISE EXCEPTION 'an ended certificate stays ended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

LETTER = """
CREATE OR REPLACE FUNCTION documents_letter_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ROW(NEW.id, NEW.owner_id, NEW.case_reference, NEW.kind, NEW.number, NEW.facts, NEW.issued_at)
       IS DISTINCT FROM
       ROW(OLD.id, OLD.owner_id, OLD.case_reference, OLD.kind, OLD.number, OLD.facts, OLD.issued_at) THEN
        RAISE EXCEPTION 'a decision letter does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF {notice} THEN
        RAISE EXCEPTION 'a decision letter does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.pdf <> '' AND ROW(NEW.pdf, NEW.pdf_sha256, NEW.seal_id)
       IS DISTINCT FROM ROW(OLD.pdf, OLD.pdf_sha256, OLD.seal_id) THEN
        RAISE EXCEPTION 'a stored letter is not replaced' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

NOTICE_STAYS = "NEW.notice_id IS DISTINCT FROM OLD.notice_id"
NOTICE_STAYS_ONCE_GIVEN = f"{NOTICE_STAYS} AND (OLD.notice_id IS NOT NULL OR OLD.pdf <> '')"


def _functions(notice: str) -> str:
    return CERTIFICATE.format(notice=notice) + LETTER.format(notice=notice)


class Migration(migrations.Migration):
    dependencies = [("documents", "0015_draft_files_and_check_counts")]

    operations = [migrations.RunSQL(_functions(NOTICE_STAYS_ONCE_GIVEN), _functions(NOTICE_STAYS))]
