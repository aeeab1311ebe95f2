"""A request for a new card that awaits payment can be taken back by its holder."""

from django.db import migrations, models

STATES = ["draft", "under_review", "awaiting_payment", "approved", "lapsed", "closed", "withdrawn"]


class Migration(migrations.Migration):
    dependencies = [("applications", "0017_search_by_every_spelling")]

    operations = [
        migrations.RemoveConstraint(model_name="reissuerequest", name="reissue_status_known"),
        migrations.AlterField(
            model_name="reissuerequest",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Yeni kart: taslak"),
                    ("under_review", "Yeni kart: incelemede"),
                    ("awaiting_payment", "Yeni kart: ödeme bekleniyor"),
                    ("approved", "Yeni kart: onaylandı"),
                    ("lapsed", "Yeni kart: ödeme yapılmadı"),
                    ("closed", "Yeni kart: kapandı"),
                    ("withdrawn", "Yeni kart: geri alındı"),
                ],
                default="draft",
                editable=False,
                max_length=20,
                verbose_name="durum",
            ),
        ),
        migrations.AddConstraint(
            model_name="reissuerequest",
            constraint=models.CheckConstraint(condition=models.Q(("status__in", STATES)), name="reissue_status_known"),
        ),
    ]
