"""Lines know the file that brought them, and one that a file brought wrong is replaced by a line that says so."""

import csv
import io

import django.db.models.deletion
from django.db import migrations, models

def name_files(apps, schema_editor):
    """Lines stored while a file was being taken in came by it; the feed's own were stored at other times."""
    lines = apps.get_model("payments", "CollectionLine").objects
    files = apps.get_model("payments", "CollectionsFile").objects
    for file in files.filter(kept_at__isnull=False).iterator():
        text = file.content.removeprefix("\ufeff")
        separator = ";" if ";" in text.partition("\n")[0] else ","
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        next(rows, None)
        ids = {cells[0].strip() for cells in rows if cells}
        lines.filter(
            source="gib", file__isnull=True, collection_id__in=ids, received_at__range=(file.created_at, file.kept_at)
        ).update(file=file)


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_reprice_again")]

    operations = [
        migrations.AlterField(
            model_name='collectionline',
            name='collector',
            field=models.CharField(max_length=64, verbose_name='tahsil eden'),
        ),
        migrations.RemoveConstraint(
            model_name='collectionline',
            name='line_stored_once',
        ),
        migrations.RemoveConstraint(
            model_name='collectionline',
            name='line_reversal_is_never_a_payment',
        ),
        migrations.AddField(
            model_name='collectionline',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='payments.collectionsfile', verbose_name='dosya'),
        ),
        migrations.AddField(
            model_name='collectionline',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='payments.collectionline', verbose_name='yerine geçtiği satır'),
        ),
        migrations.AddField(
            model_name='collectionsfile',
            name='reading',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='collectionline',
            name='outcome',
            field=models.CharField(choices=[('waiting', 'İşlenecek'), ('matched', 'Eşleşti'), ('mismatched', 'Uyuşmadı'), ('surplus', 'Fazla ödeme'), ('unmatched', 'Sahipsiz'), ('reversal', 'Ters kayıt'), ('reversed', 'Geri alındı'), ('replaced', 'Değiştirildi')], default='waiting', max_length=10, verbose_name='sonuç'),
        ),
        migrations.AlterField(
            model_name='collectionline',
            name='reason',
            field=models.CharField(blank=True, choices=[('wrong_amount', 'Tutar kuruşu kuruşuna aynı değil'), ('other_leg', 'Diğer kalemin tutarı bu vergi türüne yatırılmış'), ('code_not_due', 'Bu vergi türünden ödenecek kalem yok'), ('unknown_reference', 'Referans numarası bilinmiyor'), ('unknown_person', 'Bu kimlik numarasının bekleyen ödemesi yok'), ('wrong_person', 'Referans başka bir kimlik numarasına ait'), ('late', 'Son ödeme gününden sonra tahsil edilmiş'), ('too_early', 'Ödeme bildiriminden önce tahsil edilmiş'), ('paid_twice', 'Kalem daha önce ödenmiş'), ('order_closed', 'Ödeme emri kapanmış'), ('undone', 'Tahsilat geri alındı'), ('undoes_surplus', 'Eşleşmemiş bir tahsilatı geri aldı'), ('undoes_payment', 'Ödenmiş bir kalemi geri aldı'), ('undoes_settled', 'Sonuçlanmış bir ödemeyi geri almak istiyor'), ('undoes_nothing', 'Geri alınacak tahsilat henüz gelmedi'), ('replaced', 'Dosyadan yanlış geldi; yerine doğrusu yazıldı')], max_length=20, verbose_name='neden'),
        ),
        migrations.AlterField(
            model_name='collectionsfile',
            name='content',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='linedeed',
            name='deed',
            field=models.CharField(choices=[('noted', 'Not düştü'), ('refund_asked', 'İadesini vergi dairesine bildirdi'), ('refund_given', 'İade edildiğini işledi'), ('closed', 'İnceleyip kapattı'), ('reopened', 'Yeniden açtı'), ('replaced', 'Doğrusuyla değiştirdi')], max_length=12, verbose_name='İşlem'),
        ),
        migrations.AddConstraint(
            model_name='collectionline',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'replaced'), _negated=True), fields=('source', 'collection_id'), name='line_stored_once'),
        ),
        migrations.AddConstraint(
            model_name='collectionline',
            constraint=models.CheckConstraint(condition=models.Q(('reversal', False), ('outcome__in', ['waiting', 'reversal', 'replaced']), _connector='OR'), name='line_reversal_is_never_a_payment'),
        ),
        # Last: rows that were changed keep a table from being altered in the same transaction.
        migrations.RunPython(name_files, migrations.RunPython.noop),
    ]
