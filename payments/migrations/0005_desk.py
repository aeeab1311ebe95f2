"""The payments desk: what became of money that paid nothing, who did what about it, and files read by hand."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# What waits on the desk from before: the same rule as in matching.py and orders.py.
BACKFILL = """
UPDATE payments_collectionline SET attention = 'open'
WHERE outcome IN ('mismatched', 'surplus', 'unmatched') OR reason IN ('undoes_nothing', 'undoes_settled')
   OR id IN (SELECT leg.paid_by_id FROM payments_leg leg JOIN payments_paymentorder o ON o.id = leg.order_id
             WHERE o.state = 'lapsed' AND leg.paid_by_id IS NOT NULL);
"""
DEEDS_STAND = """
CREATE FUNCTION payments_deeds_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an officer did about a collection is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER deeds_stand BEFORE UPDATE OR DELETE ON payments_linedeed
    FOR EACH ROW EXECUTE FUNCTION payments_deeds_stand();
"""
UNDO = "DROP TRIGGER deeds_stand ON payments_linedeed; DROP FUNCTION payments_deeds_stand();"


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0004_checked_references'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CollectionsFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('promise_state', models.CharField(choices=[('held', 'Held'), ('queued', 'Queued'), ('leased', 'Leased'), ('kept', 'Kept'), ('dead', 'Dead')], default='queued', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lease_until', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('kept_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='dosya')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.TextField()),
                ('line_count', models.PositiveIntegerField(verbose_name='satır')),
                ('judged', models.PositiveIntegerField(null=True, verbose_name='İşlenen')),
                ('contradicting', models.PositiveIntegerField(null=True, verbose_name='çelişen')),
            ],
            options={
                'verbose_name': 'tahsilat dosyası',
                'verbose_name_plural': 'tahsilat dosyaları',
                'ordering': ['-created_at'],
                'abstract': False,
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.CreateModel(
            name='LineDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(choices=[('noted', 'Not düştü'), ('refund_asked', 'İadesini vergi dairesine bildirdi'), ('refund_given', 'İade edildiğini işledi'), ('closed', 'İnceleyip kapattı'), ('reopened', 'Yeniden açtı')], max_length=12, verbose_name='İşlem')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='açıklama')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'tahsilat işlemi',
                'verbose_name_plural': 'tahsilat işlemleri',
                'ordering': ['id'],
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.AddField(
            model_name='collectionline',
            name='attention',
            field=models.CharField(blank=True, choices=[('', 'Gerekmiyor'), ('open', 'Bekliyor'), ('done', 'Kapandı')], default='', max_length=4, verbose_name='görevli'),
        ),
        migrations.AddField(
            model_name='collectionline',
            name='refund',
            field=models.CharField(blank=True, choices=[('', 'Yok'), ('asked', 'Vergi dairesine bildirildi'), ('given', 'İade edildi')], default='', max_length=5, verbose_name='İade'),
        ),
        migrations.AddIndex(
            model_name='collectionline',
            index=models.Index(condition=models.Q(('attention', 'open')), fields=['-id'], name='line_needs_a_person'),
        ),
        migrations.AddIndex(
            model_name='collectionline',
            index=models.Index(fields=['collected_at'], name='line_by_time'),
        ),
        migrations.AddConstraint(
            model_name='collectionline',
            constraint=models.CheckConstraint(condition=models.Q(('refund', ''), models.Q(('outcome__in', ['mismatched', 'surplus', 'unmatched', 'matched', 'reversed']), ('reversal', False)), _connector='OR'), name='line_refund_of_money_that_came'),
        ),
        migrations.AddField(
            model_name='collectionsfile',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='linedeed',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='payments.collectionline'),
        ),
        migrations.AddField(
            model_name='linedeed',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='collectionsfile',
            index=models.Index(condition=models.Q(('promise_state__in', ['queued', 'leased'])), fields=['next_attempt_at'], name='payments_collectionsfile_owed'),
        ),
        migrations.AddConstraint(
            model_name='collectionsfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept_at__isnull', False), ('promise_state', 'kept')), models.Q(models.Q(('promise_state', 'kept'), _negated=True), ('kept_at__isnull', True)), _connector='OR'), name='payments_collectionsfile_kept_has_time'),
        ),
        migrations.AddConstraint(
            model_name='collectionsfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('promise_state', 'leased'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='payments_collectionsfile_lease_has_end'),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(DEEDS_STAND, UNDO),
    ]
