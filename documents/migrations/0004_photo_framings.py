"""A photo of the wrong shape keeps the cuts that were made of it, so that its owner may choose one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_cards")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="framings",
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("framings", {}), ("rejection", "photo_ratio"), _connector="OR"),
                name="upload_framed_when_shape_is_wrong",
            ),
        ),
    ]
