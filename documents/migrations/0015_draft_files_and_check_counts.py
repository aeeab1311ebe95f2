"""What lies on unfinished pages, and how the checks of each day ended."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0001_people"), ("documents", "0014_uploads_once")]

    operations = [
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=120)),
                ("field", models.CharField(max_length=100)),
                ("position", models.PositiveSmallIntegerField()),
                ("saved_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft_files",
                        to="applicants.applicant",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft_files", to="documents.upload"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "place", "field", "upload"), name="draft_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("redrawn", "Redrawn"),
                            ("refused", "Refused"),
                            ("timed_out", "Timed Out"),
                            ("died", "Died"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "outcome", "reason"), name="check_count_once")
                ]
            },
        ),
    ]
