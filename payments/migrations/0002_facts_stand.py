"""What SQL itself refuses: changing what a feed said, and calling a leg or an order paid when it is not."""

from django.db import migrations

FACTS_STAND = """
CREATE FUNCTION payments_line_facts_stand() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER facts_stand BEFORE UPDATE OR DELETE ON payments_collectionline
    FOR EACH ROW EXECUTE FUNCTION payments_line_facts_stand();
"""

PAID_EXACTLY = """
CREATE FUNCTION payments_leg_paid_exactly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.paid_by_id IS NOT NULL AND NOT EXISTS (
        SELECT 1
        FROM payments_collectionline line JOIN payments_paymentorder o ON o.id = NEW.order_id
        WHERE line.id = NEW.paid_by_id AND NOT line.reversal AND line.outcome = 'matched' AND line.leg_id = NEW.id
          AND line.tax_code = NEW.tax_code AND line.amount_kurus = NEW.amount_kurus
          AND line.foreigner_id = o.foreigner_id AND line.collected_at <= o.due_at
    ) THEN
        RAISE EXCEPTION 'a leg is paid only by one exact collection line' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paid_exactly BEFORE INSERT OR UPDATE ON payments_leg
    FOR EACH ROW EXECUTE FUNCTION payments_leg_paid_exactly();
"""

SETTLED_WHEN_PAID = """
CREATE FUNCTION payments_order_settled_when_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'a closed order stays closed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'settled' AND EXISTS (
        SELECT 1 FROM payments_leg WHERE order_id = NEW.id AND state <> 'paid'
    ) THEN
        RAISE EXCEPTION 'an order is settled only when every leg is paid' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settled_when_paid BEFORE UPDATE ON payments_paymentorder
    FOR EACH ROW EXECUTE FUNCTION payments_order_settled_when_paid();
"""


def undo(table: str, trigger: str, function: str) -> str:
    return f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {function}();"


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_money")]

    operations = [
        migrations.RunSQL(FACTS_STAND, undo("payments_collectionline", "facts_stand", "payments_line_facts_stand")),
        migrations.RunSQL(PAID_EXACTLY, undo("payments_leg", "paid_exactly", "payments_leg_paid_exactly")),
        migrations.RunSQL(
            SETTLED_WHEN_PAID,
            undo("payments_paymentorder", "settled_when_paid", "payments_order_settled_when_paid"),
        ),
    ]
