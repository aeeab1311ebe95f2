"""The catalogue holds only what pages can show: known words, texts by language, whole pairs of numbers."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.lookups
from django.db import migrations, models

import applications.models.catalogue

# What no page could show becomes what says least; the versions of the rules stay as they were recorded.
MENDED = """
UPDATE applications_category SET employer = 'possible'
WHERE employer NOT IN ('required', 'usual', 'possible', 'unusual');
UPDATE applications_category SET who = '{}' WHERE jsonb_typeof(who) <> 'object';
UPDATE applications_category SET ends_with = CASE WHEN cap_months IS NULL THEN 'assignment' ELSE '' END
WHERE ends_with NOT IN ('', 'contract', 'assignment', 'internship', 'training', 'notification');
UPDATE applications_category SET rolling_days = NULL, rolling_within = NULL
WHERE (rolling_days IS NULL) <> (rolling_within IS NULL) OR rolling_days < 1 OR rolling_within < rolling_days;
UPDATE applications_category SET cap_months = 1 WHERE cap_months < 1;
UPDATE applications_category SET calendar_year = false WHERE cap_months IS NULL;
UPDATE applications_category SET cooldown_months = 1 WHERE cooldown_months < 1;
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0018_new_cards_taken_back")]

    operations = [
        migrations.RunSQL(MENDED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='category',
            name='cap_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='üst süre (ay)'),
        ),
        migrations.AlterField(
            model_name='category',
            name='cooldown_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='bekleme süresi (ay)'),
        ),
        migrations.AlterField(
            model_name='category',
            name='employer',
            field=models.CharField(choices=[('required', 'belli olmalıdır'), ('usual', 'çoğunlukla vardır'), ('possible', 'olabilir de olmayabilir de'), ('unusual', 'çoğunlukla yoktur')], max_length=10, verbose_name='Türkiye’de işveren'),
        ),
        migrations.AlterField(
            model_name='category',
            name='ends_with',
            field=models.CharField(blank=True, choices=[('contract', 'sözleşme süresince'), ('assignment', 'görev süresince'), ('internship', 'staj süresince'), ('training', 'eğitim süresince'), ('notification', 'bildirilen süre boyunca')], max_length=20, verbose_name='süre neyle biter'),
        ),
        migrations.AlterField(
            model_name='category',
            name='rolling_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='bir dönemdeki en çok gün'),
        ),
        migrations.AlterField(
            model_name='category',
            name='rolling_within',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='dönemin uzunluğu (gün)'),
        ),
        migrations.AlterField(
            model_name='category',
            name='who',
            field=models.JSONField(blank=True, default=dict, validators=[applications.models.catalogue.validate_who], verbose_name='kimler için'),
        ),
        migrations.AlterField(
            model_name='documentkind',
            name='formats',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pdf', 'PDF'), ('jpg', 'JPG'), ('png', 'PNG'), ('heic', 'HEIC'), ('webp', 'WEBP'), ('tiff', 'TIFF'), ('bmp', 'BMP')], max_length=4), size=None, verbose_name='biçimler'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['portal', 'mfa', 'moi_notification']), ('cooldown__in', ['grant', 'calendar_year', 'none']), ('employer__in', ['required', 'usual', 'possible', 'unusual']), ('ends_with__in', ['', 'contract', 'assignment', 'internship', 'training', 'notification'])), name='category_words_known', violation_error_message='İşveren, kanal, bekleme veya süre sonu bilinen değerlerden biri olmalı.'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('who', function='jsonb_typeof', output_field=models.TextField()), models.Value('object', models.TextField())), name='category_who_by_language', violation_error_message='Dillere göre metin yazın.'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rolling_days__isnull', True), ('rolling_within__isnull', True)), models.Q(('rolling_days__gte', 1), ('rolling_days__isnull', False), ('rolling_within__gte', models.F('rolling_days')), ('rolling_within__isnull', False)), _connector='OR'), name='category_window_is_whole', violation_error_message='Dönemin uzunluğu ve içindeki en çok gün birlikte yazılır.'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('calendar_year', False), ('cap_months__isnull', False), _connector='OR'), name='category_year_has_cap', violation_error_message='Takvim yılı içindeki üst sürenin ay sayısını yazın.'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cap_months__isnull', True), ('cap_months__gte', 1), _connector='OR'), models.Q(('cooldown_months__isnull', True), ('cooldown_months__gte', 1), _connector='OR')), name='category_lengths_are_some'),
        ),
    ]
