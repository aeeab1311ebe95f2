"""The database holds the rules of officers' accounts: duties apart, a last administrator, approvals that stand."""

from django.db import migrations

HELD = """
CREATE FUNCTION officer_duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM applicants_officer WHERE id = NEW.officer_id FOR UPDATE;
    IF (SELECT count(DISTINCT duty.duty) FROM applicants_officer_groups held
        JOIN applicants_rolearea duty ON duty.group_id = held.group_id WHERE held.officer_id = NEW.officer_id) > 1 THEN
        RAISE EXCEPTION 'roles of different duties in one hand' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER officer_duties_apart AFTER INSERT OR UPDATE ON applicants_officer_groups
    FOR EACH ROW EXECUTE FUNCTION officer_duties_apart();

CREATE FUNCTION officer_administrator_left(leaving bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('staff'), hashtext('last administrator'));
    IF NOT EXISTS (
        SELECT 1 FROM applicants_officer officer JOIN applicants_officer_groups held ON held.officer_id = officer.id
        JOIN applicants_rolearea duty ON duty.group_id = held.group_id
        WHERE officer.is_active AND duty.duty = 'administration' AND officer.id <> leaving
    ) THEN
        RAISE EXCEPTION 'the last active administrator stays' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
CREATE FUNCTION officer_last_administrator_active() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM applicants_officer_groups held JOIN applicants_rolearea duty ON duty.group_id = held.group_id
               WHERE held.officer_id = NEW.id AND duty.duty = 'administration') THEN
        PERFORM officer_administrator_left(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER officer_last_administrator_active AFTER UPDATE OF is_active ON applicants_officer
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION officer_last_administrator_active();
CREATE FUNCTION officer_last_administrator_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM applicants_rolearea WHERE group_id = OLD.group_id AND duty = 'administration')
       AND EXISTS (SELECT 1 FROM applicants_officer WHERE id = OLD.officer_id AND is_active) THEN
        PERFORM officer_administrator_left(OLD.officer_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER officer_last_administrator_role AFTER DELETE ON applicants_officer_groups
    FOR EACH ROW EXECUTE FUNCTION officer_last_administrator_role();

CREATE FUNCTION approval_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.outcome = '' AND (OLD.id, OLD.action, OLD.officer_id, OLD.details, OLD.proposed_by_id,
        OLD.proposed_at, OLD.expires_at) IS NOT DISTINCT FROM (NEW.id, NEW.action, NEW.officer_id, NEW.details,
        NEW.proposed_by_id, NEW.proposed_at, NEW.expires_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an approval is settled once and never rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER approval_stands BEFORE UPDATE OR DELETE ON applicants_staffapproval
    FOR EACH ROW EXECUTE FUNCTION approval_stands();
"""
UNDO = """
DROP TRIGGER approval_stands ON applicants_staffapproval;
DROP FUNCTION approval_stands();
DROP TRIGGER officer_last_administrator_role ON applicants_officer_groups;
DROP FUNCTION officer_last_administrator_role();
DROP TRIGGER officer_last_administrator_active ON applicants_officer;
DROP FUNCTION officer_last_administrator_active();
DROP FUNCTION officer_administrator_left(bigint);
DROP TRIGGER officer_duties_apart ON applicants_officer_groups;
DROP FUNCTION officer_duties_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0019_second_person")]

    operations = [migrations.RunSQL(HELD, UNDO)]
