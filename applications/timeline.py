"""The history of an application in the owner's words: what happened and when, never who in the ministry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Application

TITLES = {
    "submit": _("Başvuru gönderildi"),
    "request_revision": _("Düzeltme istendi"),
    "resubmit": _("Düzeltme gönderildi"),
    "expire_revision": _("Düzeltme süresi doldu, başvuru reddedildi"),
    "expire_revision_finally": _("Düzeltme süresi doldu, karar kesinleşti"),
    "approve": _("Uygun bulundu ve onaylandı"),
    "find_appropriate": _("Uygun bulundu, ödeme bekleniyor"),
    "reject": _("Reddedildi"),
    "reject_after_objection": _("Reddedildi, karar kesindir"),
    "settle": _("Ödeme tamamlandı, onaylandı"),
    "report_mismatch": _("Uyuşmayan bir ödeme görüldü"),
    "reprice": _("Yeni yılın tarifesi uygulandı"),
    "drop_card": _("Karttan vazgeçildi, onaylandı"),
    "lapse": _("Ödeme yapılmadı, başvuru olumsuz sonuçlandı"),
    "object": _("İtiraz edildi"),
    "accept_objection_free": _("İtiraz kabul edildi, onaylandı"),
    "accept_objection": _("İtiraz kabul edildi, ödeme bekleniyor"),
    "reopen": _("İtiraz üzerine yeniden değerlendirmeye alındı"),
    "dismiss_objection": _("İtiraz reddedildi"),
    "expire": _("Süre doldu"),
    "terminate": _("Sonlandırıldı"),
    "cancel": _("İptal edildi"),
    "withdraw": _("Geri çekildi"),
}


@dataclass(frozen=True)
class Event:
    at: datetime
    title: Any
    text: str = ""


def events(case: Application) -> list[Event]:
    """Newest first."""
    return [Event(entry.at, TITLES[entry.move]) for entry in case.history.order_by("-at", "-pk")]
