"""Employers abroad beside those in Türkiye and work on one's own account; what an officer put right on a card."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0019_catalogue_values"),
        ("documents", "0017_certificates_by_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="work",
            name="work_employer_or_self",
        ),
        migrations.AddField(
            model_name="reissuerequest",
            name="corrections",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="reissuerequest",
            name="evidence",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="work",
            name="employer_title",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="work",
            name="foreign_employer",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="work",
            name="foreign_employer_country",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name="work",
            name="foreign_wage",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="work",
            name="host_district",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="work",
            name="host_name",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="work",
            name="host_province",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddIndex(
            model_name="work",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("foreign_employer"), "gin_trgm_ops"
                ),
                condition=models.Q(("foreign_employer", ""), _negated=True),
                name="work_by_foreign_employer",
            ),
        ),
        migrations.AddConstraint(
            model_name="reissuerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrections", {}),
                    models.Q(("fault_confirmed", True), models.Q(("evidence", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reissue_corrections_have_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("foreign_employer", ""),
                        ("has_employer", True),
                        ("self_employed", False),
                        models.Q(("sgk_workplace_no", ""), _negated=True),
                        ("contract__isnull", False),
                        ("gross_monthly_wage__gt", 0),
                    ),
                    models.Q(
                        ("foreign_employer", ""),
                        ("has_employer", False),
                        ("self_employed", True),
                        ("sgk_workplace_no", ""),
                    ),
                    models.Q(
                        ("has_employer", False),
                        ("self_employed", False),
                        ("sgk_workplace_no", ""),
                        models.Q(("foreign_employer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="work_employer_or_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("foreign_employer", ""),
                        ("foreign_employer_country", ""),
                        ("foreign_wage__isnull", True),
                        ("host_name", ""),
                    ),
                    models.Q(
                        models.Q(("foreign_employer", ""), _negated=True),
                        models.Q(("foreign_employer_country", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="work_foreign_employer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host_district", ""), ("host_name", ""), ("host_province", "")),
                    models.Q(
                        models.Q(("host_name", ""), _negated=True),
                        models.Q(("host_province", ""), _negated=True),
                        models.Q(("host_district", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="work_host_is_whole",
            ),
        ),
    ]
