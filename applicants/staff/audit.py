"""The one way into the audit log: what an officer saw or did, and to which file (append-only, see AuditEntry)."""

import ipaddress
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.limits import client_address

from ..models import AuditEntry, Officer

# Every action that is recorded, in the auditor's words. An action that is not here cannot be recorded.
ACTIONS: dict[str, Any] = {
    "signed_in": _("Oturum açtı"),
    "refused_sign_in": _("Oturum açamadı"),
    "locked_out": _("Çok sayıda yanlış denemeyle kilitlendi"),
    "enrolled": _("Kod uygulamasını kurdu"),
    "used_recovery_code": _("Kurtarma koduyla oturum açtı"),
    "changed_password": _("Parolasını değiştirdi"),
    "changed_officer": _("Görevli hesabını değiştirdi"),
    "unlocked_officer": _("Görevlinin kilidini açtı"),
    "reset_authenticator": _("Görevlinin kod uygulamasını sıfırladı"),
    "sent_password_link": _("Görevliye parola bağlantısı gönderdi"),
    "closed_account": _("Görevlinin hesabını kapattı"),
    "ended_sessions": _("Kendi oturumlarını sonlandırdı"),
    "proposed_change": _("İkinci kişi onayı istedi"),
    "confirmed_change": _("Başka görevlinin önerisini onayladı"),
    "refused_change": _("Öneriyi geri çevirdi veya geri aldı"),
    "saw_application": _("Başvuruyu açtı"),
    "saw_file": _("Belgeyi açtı"),
    "downloaded_file": _("Belgeyi indirdi"),
    "searched": _("Başvurularda arama yaptı"),
    "took_application": _("Başvuruyu üzerine aldı"),
    "assigned_application": _("Başvuruyu başka bir görevliye verdi"),
    "rehearsed_decision": _("Gönderilecek bildirimi inceledi"),
    "decided": _("Karar verdi"),
    "gave_verdict": _("Bulgu yazdı"),
    "wrote_note": _("İç not yazdı"),
    "saw_request": _("Talebi açtı"),
    "saw_notice": _("Bildirimi açtı"),
    "resent_notice": _("Bildirimi yeniden gönderdi"),
    "saw_card": _("Kartı açtı"),
    "moved_card": _("Kartı ilerletti"),
    "spoiled_card": _("Kartı bozuk diye yeniden sıraya aldı"),
    "replaced_lost_card": _("Postada kaybolan kartın yerine yenisini sıraya aldı"),
    "opened_batch": _("Basım partisi açtı"),
    "made_again": _("Yapılamayan belgeyi yeniden sıraya koydu"),
    "downloaded_batch": _("Basım dosyasını indirdi"),
    "closed_batch": _("Basım partisini basıldı olarak kapattı"),
    "cancelled_batch": _("Basım partisini basılmadan kapattı"),
    "handed_cards_over": _("Kartları PTT’ye bildirdi"),
    "added_tracking_range": _("PTT barkod aralığı ekledi"),
    "saw_order": _("Ödeme emrini açtı"),
    "saw_collection": _("Tahsilat satırını açtı"),
    "attended_collection": _("Tahsilat satırına işlem yazdı"),
    "replaced_collection": _("Dosyadan yanlış gelen tahsilat satırını değiştirdi"),
    "saw_reconciliation": _("Mutabakata baktı"),
    "added_collections_file": _("Tahsilat dosyası ekledi"),
    "imported_collections_file": _("Tahsilat dosyasını içeri aldı"),
    "saw_report": _("Rapora baktı"),
    "exported_report": _("Raporu dışa aktardı"),
    "saw_list": _("Listeye baktı"),
    "searched_list": _("Listede arama yaptı"),
    "saw_page": _("Sayfayı açtı"),
    "added_row": _("Kayıt ekledi"),
    "changed_row": _("Kaydı değiştirdi"),
    "deleted_row": _("Kaydı sildi"),
    "retried_item": _("Bekleyen işi yeniden denetti"),
    "retried_system": _("Bir dış sistemi bekleyen işleri yeniden denetti"),
    "closed_item": _("Yapılamayan işten vazgeçti"),
    "saw_audit": _("Denetim kayıtlarına baktı"),
    "exported_audit": _("Denetim kayıtlarını dışa aktardı"),
}


def record_action(
    request: HttpRequest | None,
    action: str,
    subject: str = "",
    key: object = "",
    *,
    detail: str = "",
    officer: Officer | None = None,
) -> AuditEntry:
    """Write one entry, in the caller's transaction if there is one.

    The officer is the one who is signed in, or ``officer`` where nobody is yet. ``detail`` says how (the move, the
    filter's names, a page number) and holds no applicant's personal data. Raises ``KeyError`` for an unknown action.
    """
    ACTIONS[action]
    if request is not None:
        request.is_in_audit = True  # type: ignore[attr-defined]  # the page needs no entry in general words
    signed_in = getattr(request, "user", None)
    return AuditEntry.objects.create(
        officer=officer or (cast(Officer, signed_in) if getattr(signed_in, "is_authenticated", False) else None),
        action=action,
        subject=subject,
        key=str(key),
        detail=detail[:200],
        address=_valid_address(request) if request else None,
    )


def _valid_address(request: HttpRequest) -> str | None:
    """A socket has no address, and whatever else is none is not kept."""
    try:
        return str(ipaddress.ip_address(client_address(request)))
    except ValueError:
        return None
