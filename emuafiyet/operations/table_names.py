"""What the tables of the outbox are called on the operators' page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem

TABLE_NAMES = {
    "applicants.addresslock": _("Adres kilidi uyarısı"),
    "applicants.arrival": _("İlk gelenin sorgusu"),
    "applicants.dataexport": _("Veri kopyası"),
    "applicants.edevletvisit": _("e-Devlet girişi"),
    "applicants.notice": _("Bildirim"),
    "applicants.noticecopy": _("Bildirim kopyası"),
    "applicants.officermail": _("Görevliye e-posta"),
    "applicants.onetimecode": _("Tek kullanımlık kod"),
    "applicants.recordreading": _("Nüfus kaydının okunması"),
    "applicants.referenceuse": _("Konsolosluk referansının kullanıldığı bilgisi"),
    "applications.allotment": _("Yabancı kimlik numarası isteği"),
    "applications.lookup": _("İşyeri veya adres sorgusu"),
    "applications.missioncopy": _("Temsilciliğe karar bilgisi"),
    "documents.auditseal": _("Denetim gününün mührü"),
    "documents.certificate": _("Muafiyet belgesi"),
    "documents.letter": _("Karar yazısı"),
    "documents.pageimages": _("Sayfa görüntüleri"),
    "documents.printbatch": _("Kart basım partisi"),
    "documents.shipment": _("Kart gönderisi"),
    "documents.upload": _("Dosya denetimi"),
    "documents.withdrawal": _("Gönderinin geri alınması"),
    "payments.collectionsfile": _("Tahsilat dosyası"),
    "payments.receivablecall": _("GİB’e alacak bildirimi"),
}


def name_table(model: type[OutboxItem]) -> Any:
    return TABLE_NAMES.get(model._meta.label_lower, model._meta.label)
