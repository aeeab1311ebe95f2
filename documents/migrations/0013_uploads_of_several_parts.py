"""A document may be made of several files, or of another document's pages: ``parts`` takes the place of ``original``."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE documents_upload SET
    parts = jsonb_build_array(jsonb_build_object(
        'file', original,
        'format', CASE media_type WHEN 'image/jpeg' THEN 'jpg' WHEN 'image/png' THEN 'png' ELSE 'pdf' END,
        'name', original_name,
        'size', size)),
    kept_size = CASE WHEN state = 'clean' AND destroyed_at IS NULL THEN size ELSE 0 END
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0012_papers")]

    operations = [
        migrations.AddField("upload", "parts", models.JSONField(default=list)),
        migrations.AddField("upload", "arrangement", models.JSONField(default=dict)),
        migrations.AddField(
            "upload",
            "base",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="documents.upload"
            ),
        ),
        migrations.AddField("upload", "kept_size", models.PositiveIntegerField(default=0)),
        migrations.AddField("upload", "redrawn", models.BooleanField(default=False)),
        migrations.AddField("upload", "warnings", models.JSONField(default=list)),
        migrations.AddField("upload", "cpu_ms", models.PositiveIntegerField(default=0)),
        migrations.AddField("upload", "checked_at", models.DateTimeField(null=True)),
        migrations.AddField("upload", "sent", models.BooleanField(default=False)),
        migrations.AddField("upload", "loose_since", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, "UPDATE documents_upload SET original = coalesce(parts -> 0 ->> 'file', '')"),
    ]
