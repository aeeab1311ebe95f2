"""Numbered versions of the catalogue's rules, the lawful stay, and what other systems say of typed numbers."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


VERSIONS = """
CREATE TRIGGER category_versions_are_append_only BEFORE UPDATE OR DELETE ON applications_categoryversion
    FOR EACH ROW EXECUTE FUNCTION history_is_append_only();
CREATE TRIGGER category_versions_are_never_emptied BEFORE TRUNCATE ON applications_categoryversion
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only();
"""
NO_VERSIONS = """
DROP TRIGGER category_versions_are_append_only ON applications_categoryversion;
DROP TRIGGER category_versions_are_never_emptied ON applications_categoryversion;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_who_a_category_is_for'),
        ('documents', '0003_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='edited_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='category',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='documentkind',
            name='edited_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='sector',
            name='edited_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='work',
            name='stay_basis',
            field=models.CharField(blank=True, choices=[('visa', 'Vize'), ('visa_waiver', 'Vize muafiyeti'), ('residence', 'İkamet izni'), ('other', 'Başka bir hak')], max_length=12),
        ),
        migrations.AddField(
            model_name='work',
            name='stay_proof',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.upload'),
        ),
        migrations.AddField(
            model_name='work',
            name='stay_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stay_basis", ""), ("stay_proof__isnull", True), ("stay_until__isnull", True)),
                    models.Q(
                        models.Q(("stay_basis", ""), _negated=True),
                        ("stay_proof__isnull", False),
                        ("stay_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="work_stay_is_whole",
            ),
        ),
        migrations.CreateModel(
            name='CategoryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('rules', models.JSONField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='applications.category')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kategori sürümü',
                'verbose_name_plural': 'kategori sürümleri',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('category', 'number'), name='category_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Lookup',
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
                ('kind', models.CharField(choices=[('workplace', 'SGK işyeri kaydı'), ('address', 'Adres kaydı')], max_length=10)),
                ('code', models.CharField(max_length=26)),
                ('outcome', models.CharField(choices=[('pending', 'Doğrulanamadı'), ('found', 'Bulundu'), ('unknown', 'Kayıtlı değil'), ('closed', 'Kapanmış'), ('not_a_unit', 'Bina kodu; daire veya işyeri kodu değil')], default='pending', max_length=10)),
                ('answer', models.JSONField(default=dict)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lookups', to='applications.application')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('promise_state__in', ['queued', 'leased'])), fields=['next_attempt_at'], name='applications_lookup_owed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kept_at__isnull', False), ('promise_state', 'kept')), models.Q(models.Q(('promise_state', 'kept'), _negated=True), ('kept_at__isnull', True)), _connector='OR'), name='applications_lookup_kept_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('promise_state', 'leased'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='applications_lookup_lease_has_end'), models.UniqueConstraint(fields=('application', 'kind', 'code'), name='lookup_once')],
            },
        ),
        migrations.RunSQL(VERSIONS, NO_VERSIONS),
    ]
