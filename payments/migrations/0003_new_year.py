"""A new tariff year: what an unpaid leg cost before is remembered, and which money it still measures."""

from django.db import migrations, models


PAID_EXACTLY = '''
CREATE OR REPLACE FUNCTION payments_leg_paid_exactly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.paid_by_id IS NOT NULL AND NOT EXISTS (
        SELECT 1
        FROM payments_collectionline line JOIN payments_paymentorder o ON o.id = NEW.order_id
        WHERE line.id = NEW.paid_by_id AND NOT line.reversal AND line.outcome = 'matched' AND line.leg_id = NEW.id
          AND line.tax_code = NEW.tax_code AND line.foreigner_id = o.foreigner_id AND line.collected_at <= o.due_at
          AND line.amount_kurus = CASE
              WHEN line.collected_at < NEW.repriced_at THEN NEW.earlier_amount_kurus ELSE NEW.amount_kurus END
    ) THEN
        RAISE EXCEPTION 'a leg is paid only by one exact collection line' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
'''


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_facts_stand'),
    ]

    operations = [
        migrations.AddField(
            model_name='leg',
            name='earlier_amount_kurus',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='önceki tutar (kuruş)'),
        ),
        migrations.AddField(
            model_name='leg',
            name='repriced_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='yeni tutarın geçerli olduğu an'),
        ),
        migrations.AlterField(
            model_name='receivablecall',
            name='message',
            field=models.CharField(choices=[('register', 'Register'), ('reprice', 'Reprice'), ('cancel', 'Cancel')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('earlier_amount_kurus__isnull', True), ('repriced_at__isnull', True)), models.Q(('earlier_amount_kurus__gt', 0), ('earlier_amount_kurus__isnull', False), ('repriced_at__isnull', False)), _connector='OR'), name='leg_repriced_from_an_amount'),
        ),
        # The old rule stays in place when going back: it is the stricter one for rows without a new price.
        migrations.RunSQL(PAID_EXACTLY, migrations.RunSQL.noop),
    ]
