"""What the reader has to say about a file, a line or a cell: codes that are stored, words that a page shows."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

FINDING_TEXTS: dict[str, Any] = {
    # the whole file
    "not_text": _("Dosya metin değil; CSV veya XLSX olarak kaydedin."),
    "empty": _("Dosyada satır yok."),
    "old_excel": _("Bu eski biçimde veya parolalı bir Excel dosyası; parolasız .xlsx veya CSV olarak kaydedin."),
    "other_format": _("Bu bir %(format)s dosyası; .xlsx veya CSV olarak kaydedin."),
    "broken_workbook": _("XLSX dosyası açılamadı; yeniden kaydedip deneyin."),
    "huge_workbook": _("XLSX dosyasının içi çok büyük; yalnız tahsilat satırlarını bırakın."),
    "several_sheets": _("Tahsilat satırları birden çok sayfada (%(sheets)s); tek sayfada toplayın."),
    "no_heading": _("İlk satır şu sütunları taşımalı: %(columns)s"),
    "missing_columns": _("Eksik sütun: %(columns)s. İlk satır şu sütunları taşımalı: %(all)s"),
    "column_twice": _("Aynı sütun iki kez var: %(columns)s."),
    "too_many_lines": _("Bir dosyada en çok %(n)d satır olabilir."),
    # a line
    "short_line": _("Satırda %(n)d sütun olmalı; %(found)d sütun var."),
    "long_line": _(
        "Satırda %(n)d sütun olmalı; fazladan %(found)d hücre dolu. Virgüllü tutarlar tırnak içinde olmalı."
    ),
    "twice_different": _("Bu tahsilat numarası dosyada ikinci kez, başka bilgilerle geçiyor (satır %(lines)s)."),
    # a cell that a spreadsheet has damaged
    "scientific": _("Tablo programı numarayı üslü sayıya çevirmiş; haneleri kaybolmuş."),
    "rounded": _("Tablo programı numarayı yuvarlamış olabilir; son haneleri sıfır."),
    "fraction": _("Numara kesirli sayıya dönmüş."),
    "date_for_number": _("Tablo programı numarayı tarihe çevirmiş."),
    "number_for_date": _("Tablo programı tarihi sıra sayısına çevirmiş."),
    "error_value": _("Hücrede tablo programının hata işareti var."),
    "formula": _("Hücrede formül var; değeri yok."),
    "broken_letters": _("Harfleri bozulmuş; dosya başka bir karakter kümesiyle kaydedilmiş."),
    # a cell that says nothing clear
    "required": _("Boş olamaz."),
    "too_long": _("En çok %(n)d karakter olabilir."),
    "unreadable": _("Okunamadı."),
    "moment": _("Okunamadı; örneğin 31.12.2026 14:05:09 yazın."),
    "day_or_month": _("Hangisi gün, hangisi ay belli değil; 31.12.2026 biçiminde yazın."),
    "amount": _("Tutarı rakamla yazın; kuruşu virgülle ayırın, örneğin 48.500,00"),
    "amount_unclear": _("Virgül kuruşu mu binlikleri mi ayırıyor belli değil; 12.574,90 biçiminde yazın."),
    "amount_fraction": _("Tutarda kuruştan küçük kesir var."),
    "not_positive": _("Tutar sıfırdan büyük olmalı."),
    "too_much": _("Bu tutar çok büyük; kontrol edin."),
    "negative": _("Eksi tutar; ters kayıtsa ters_kayit sütununa E yazın."),
    "mark": _("ters_kayit E veya H olmalı."),
    # a cell that reads well and is still hardly right: held back unless an officer knows better
    "no_person": _("Yabancı kimlik numarası yok."),
    "not_digits": _("Yalnız rakamlardan oluşmalı."),
    "person_length": _("Yabancı kimlik numarası 11 hanelidir; burada %(n)d hane var."),
    "old_person": _("98 ile başlayan eski numaralar geçersizdir."),
    "not_foreigner": _("Yabancı kimlik numarası 99 ile başlar."),
    "person_check": _("Yabancı kimlik numarasının kontrol hanesi tutmuyor."),
    "reference_length": _("İşlem referans numarası 14 hanelidir; burada %(n)d hane var."),
    "reference_check": _("İşlem referans numarasının kontrol hanesi tutmuyor."),
    "unknown_code": _("Bu portalın vergi türü değil; 9280 veya 9268 olmalı."),
    "grouped_id": _("Tahsilat numarası binlik ayırıcılarla yazılmış gibi duruyor."),
    "lost_zeros_id": _("Öteki tahsilat numaralarından kısa; baştaki sıfırları kaybolmuş olabilir."),
    # a cell that was mended: taken in, and told
    "formula_text": _("Metin olarak tutmak için konan eşittir ve tırnak işaretleri atıldı."),
    "apostrophe": _("Baştaki kesme işareti atıldı."),
    "separators": _("Binlik ayırıcılar ve boşluklar atıldı."),
    "decimals": _("Sondaki ondalık sıfırlar atıldı."),
    "number_cell": _("Hücre metin değil sayı; haneleri tam okundu."),
    "zeros_restored": _("Baştaki sıfırlar tamamlandı: %(value)s"),
    "letters_restored": _("Bozulan harfler düzeltildi: %(value)s"),
    "english_amount": _("Tutar İngilizce biçimde yazılmış; %(value)s TL okundu."),
    "minus_dropped": _("Ters kayıttaki eksi işareti atıldı."),
    "end_of_day": _("Saat yazılmamış; günün sonu sayıldı."),
    "future": _("Tarih ileride."),
}


@dataclass(frozen=True)
class StatementFinding:
    """``line`` as an editor or a spreadsheet counts, 0 for the whole file. ``may_accept``: an officer who knows that
    GİB's own record says so can take the line in all the same."""

    line: int
    code: str
    column: str = ""
    cell: str = ""
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    may_accept: bool = False

    @property
    def words(self) -> str:
        text = str(FINDING_TEXTS[self.code]) % self.params if self.params else str(FINDING_TEXTS[self.code])
        return f"{self.column}: {text}" if self.column and self.column not in text else text

    @property
    def text(self) -> str:
        """The words without the column, for a table that has a column for it."""
        return str(FINDING_TEXTS[self.code]) % self.params if self.params else str(FINDING_TEXTS[self.code])


class UnreadableError(Exception):
    """Nothing clear can be read: ``code`` and ``params`` of the finding."""

    def __init__(self, code: str, **params: Any):
        super().__init__(code)
        self.code, self.params = code, params
