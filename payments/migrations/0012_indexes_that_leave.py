"""Indexes that nothing asks for leave: each cost time and room at every write.

COVERED are the beginning of another index, which answers the same. PREFIXES are twins for LIKE 'x%' of columns that are
only ever asked for as a whole. Nobody is locked out; backwards makes them again.
"""

from django.db import migrations, models
import django.db.models.deletion

COVERED = {
    "payments_leg_order_id_f5baa932": "payments_leg (order_id)",  # leg_one_per_code
}
PREFIXES = {
    "payments_paymentorder_foreigner_id_86aac375_like": "payments_paymentorder (foreigner_id varchar_pattern_ops)",
    "payments_paymentorder_reference_29ec2b2c_like": "payments_paymentorder (reference varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0011_newest_orders")]

    operations = [
        *(
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {columns}'
            )
            for name, columns in (COVERED | PREFIXES).items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name="leg", name="order", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="payments.paymentorder")),
            ]
        ),
    ]
