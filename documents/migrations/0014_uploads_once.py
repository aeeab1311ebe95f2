"""The same file handed in again is the same upload, and the database holds it to that.

Rows that parallel posts have made of one file before may be named by what was sent, so none of them can go. All but
the first of each file are told apart by a digest of their own; what was sent holds the file's digest itself.
"""

from django.db import migrations, models

TELL_APART = """
UPDATE documents_upload SET sha256 = encode(sha256((sha256 || ':' || id)::bytea), 'hex')
WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY owner_id, kind, sha256 ORDER BY created_at, id) AS copy
        FROM documents_upload WHERE state <> 'rejected' AND destroyed_at IS NULL
    ) AS numbered WHERE copy > 1
)
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0013_uploads_of_several_parts")]

    operations = [
        migrations.RunSQL(TELL_APART, migrations.RunSQL.noop),
        migrations.RemoveIndex("upload", "upload_of_owner"),
        migrations.RemoveField("upload", "original"),
        migrations.RemoveConstraint("upload", "upload_framed_when_shape_is_wrong"),
        migrations.AddConstraint(
            "upload",
            models.CheckConstraint(
                name="upload_framed_when_photo",
                condition=models.Q(("framings", {}), ("kind", "biometric-photo"), _connector="OR"),
            ),
        ),
        migrations.AddConstraint(
            "upload",
            models.UniqueConstraint(
                name="upload_once",
                fields=("owner", "kind", "sha256"),
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True), ("destroyed_at__isnull", True)
                ),
            ),
        ),
        migrations.AddIndex(
            "upload",
            models.Index(
                name="upload_not_sent",
                fields=["loose_since", "created_at"],
                condition=models.Q(("destroyed_at__isnull", True), ("sent", False)),
            ),
        ),
    ]
