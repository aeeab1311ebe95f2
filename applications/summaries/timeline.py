"""The history of an application in the owner's words: what happened and when, never who in the ministry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Application, HistoryEntry

TRANSITION_TITLES = {
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
    "terminate": _("Sonlandırma kararı verildi"),
    "cancel": _("İptal edildi"),
    "reinstate": _("İptal kaldırıldı, muafiyet yeniden geçerli"),
    "withdraw": _("Geri çekildi"),
}
REQUEST_TRANSITION_TITLES = {
    ("termination", "request"): _("Sonlandırma istendi"),
    ("termination", "accept"): _("Sonlandırma talebi kabul edildi"),
    ("termination", "refuse"): _("Sonlandırma talebi kabul edilmedi"),
    ("reissue", "ask_for_payment"): _("Yeni kart istendi, ödeme bekleniyor"),
    ("reissue", "ask_for_review"): _("Yeni kart istendi, incelemede"),
    ("reissue", "confirm_fault"): _("Karttaki hatanın İdareden kaynaklandığı tespit edildi, yeni kart basılacak"),
    ("reissue", "deny_fault"): _("Karttaki hatanın İdareden kaynaklanmadığı tespit edildi, ödeme bekleniyor"),
    ("reissue", "settle"): _("Yeni kartın ödemesi tamamlandı, kart basılacak"),
    ("reissue", "report_mismatch"): _("Yeni kart için uyuşmayan bir ödeme görüldü"),
    ("reissue", "reprice"): _("Yeni kart ödemesine yeni yılın tarifesi uygulandı"),
    ("reissue", "take_back"): _("Yeni kart talebi geri alındı"),
    ("reissue", "lapse"): _("Yeni kartın ödemesi yapılmadı, talep kapandı"),
    ("reissue", "close"): _("Muafiyet sona erdiği için yeni kart talebi kapandı"),
}


@dataclass(frozen=True)
class TimelineEvent:
    at: datetime
    title: Any
    text: str = ""


def list_events(case: Application) -> list[TimelineEvent]:
    """Newest first."""
    return [TimelineEvent(entry.at, get_title(entry)) for entry in case.history.order_by("-at", "-pk")]


def get_title(entry: HistoryEntry) -> Any:
    return REQUEST_TRANSITION_TITLES.get((entry.subject, entry.move)) or TRANSITION_TITLES[entry.move]
