"""What SQL itself refuses about replacing: the file of a line stands too, and only what paid nothing is replaced."""

from django.db import migrations

FACTS_STAND = """
CREATE OR REPLACE FUNCTION payments_line_facts_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a collection line is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM payments_collectionline line WHERE line.id = NEW.replaces_id AND line.outcome = 'replaced'
        ) THEN
            RAISE EXCEPTION 'a collection line replaces only one that counts no more' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.source, OLD.collection_id, OLD.collected_at, OLD.collector, OLD.tax_code, OLD.foreigner_id,
        OLD.reference, OLD.amount_kurus, OLD.reversal, OLD.received_at, OLD.file_id, OLD.replaces_id)
       IS DISTINCT FROM
       (NEW.id, NEW.source, NEW.collection_id, NEW.collected_at, NEW.collector, NEW.tax_code, NEW.foreigner_id,
        NEW.reference, NEW.amount_kurus, NEW.reversal, NEW.received_at, NEW.file_id, NEW.replaces_id) THEN
        RAISE EXCEPTION 'what a feed said about a collection never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.outcome = 'replaced' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a replaced collection line stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.outcome = 'replaced' AND OLD.outcome <> 'replaced' AND (
        OLD.file_id IS NULL OR OLD.outcome NOT IN ('unmatched', 'mismatched', 'surplus', 'reversal')
        OR OLD.refund <> '' OR EXISTS (SELECT 1 FROM payments_leg WHERE paid_by_id = OLD.id)
        OR EXISTS (SELECT 1 FROM payments_collectionline line WHERE line.undone_by_id = OLD.id)
    ) THEN
        RAISE EXCEPTION 'only a line of a file that paid nothing is replaced' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER facts_stand ON payments_collectionline;
CREATE TRIGGER facts_stand BEFORE INSERT OR UPDATE OR DELETE ON payments_collectionline
    FOR EACH ROW EXECUTE FUNCTION payments_line_facts_stand();
"""
FACTS_STOOD = """
CREATE OR REPLACE FUNCTION payments_line_facts_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a collection line is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.source, OLD.collection_id, OLD.collected_at, OLD.collector, OLD.tax_code, OLD.foreigner_id,
        OLD.reference, OLD.amount_kurus, OLD.reversal, OLD.received_at)
       IS DISTINCT FROM
       (NEW.id, NEW.source, NEW.collection_id, NEW.collected_at, NEW.collector, NEW.tax_code, NEW.foreigner_id,
        NEW.reference, NEW.amount_kurus, NEW.reversal, NEW.received_at) THEN
        RAISE EXCEPTION 'what a feed said about a collection never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER facts_stand ON payments_collectionline;
CREATE TRIGGER facts_stand BEFORE UPDATE OR DELETE ON payments_collectionline
    FOR EACH ROW EXECUTE FUNCTION payments_line_facts_stand();
"""
HAS_SUCCESSOR = """
CREATE FUNCTION payments_replaced_line_has_successor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_collectionline line WHERE line.replaces_id = NEW.id) THEN
        RAISE EXCEPTION 'a replaced collection line has one that replaces it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER replaced_has_successor AFTER UPDATE OF outcome ON payments_collectionline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.outcome = 'replaced')
    EXECUTE FUNCTION payments_replaced_line_has_successor();
"""
NO_SUCCESSOR = """
DROP TRIGGER replaced_has_successor ON payments_collectionline;
DROP FUNCTION payments_replaced_line_has_successor();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_files_of_collections")]

    operations = [
        migrations.RunSQL(FACTS_STAND, FACTS_STOOD),
        migrations.RunSQL(HAS_SUCCESSOR, NO_SUCCESSOR),
    ]
