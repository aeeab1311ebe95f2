"""The thirteen states of an application (domain 5.1) and the sets that rules speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("TASLAK")
    UNDER_EVALUATION = "under_evaluation", _("DEĞERLENDİRMEDE")
    REVISION_REQUESTED = "revision_requested", _("REVİZYON BEKLENİYOR")
    AWAITING_PAYMENT = "awaiting_payment", _("UYGUN BULUNDU - ÖDEME BEKLENİYOR")
    APPROVED = "approved", _("ONAY")
    REJECTED = "rejected", _("RET")
    OBJECTION_UNDER_EVALUATION = "objection_under_evaluation", _("İTİRAZ DEĞERLENDİRMEDE")
    OBJECTION_REJECTED = "objection_rejected", _("İTİRAZ REDDEDİLDİ")
    LAPSED_UNPAID = "lapsed_unpaid", _("ÖDEME YAPILMADI - OLUMSUZ")
    TERMINATED = "terminated", _("SONLANDIRILDI")
    CANCELLED = "cancelled", _("İPTAL EDİLDİ")
    EXPIRED = "expired", _("SÜRESİ DOLDU")
    WITHDRAWN = "withdrawn", _("GERİ ÇEKİLDİ")


# "Open" for the rule of one application at a time (L1).
OPEN_STATUSES = frozenset(
    {
        Status.UNDER_EVALUATION,
        Status.REVISION_REQUESTED,
        Status.AWAITING_PAYMENT,
        Status.OBJECTION_UNDER_EVALUATION,
    }
)
# An exemption was granted at some time.
GRANTED_STATUSES = frozenset({Status.APPROVED, Status.TERMINATED, Status.CANCELLED, Status.EXPIRED})
# What was decided last is told by a letter, which stays at hand.
STATUSES_WITH_LETTER = frozenset(
    {
        Status.REJECTED,
        Status.OBJECTION_UNDER_EVALUATION,
        Status.OBJECTION_REJECTED,
        Status.TERMINATED,
        Status.CANCELLED,
    }
)


class RejectionGround(models.TextChoices):
    """Refusal grounds of the regulation, article 52 (domain 1.4)."""

    POLICY = "policy", _("Uluslararası işgücü politikasına uygun değil")
    FORGED = "forged", _("Yanıltıcı veya sahte bilgi ya da belge")
    RESERVED = "reserved", _("Kanunla Türk vatandaşlarına ayrılmış meslek")
    OUT_OF_SCOPE = "out_of_scope", _("Kişi veya iş muafiyet kapsamına girmiyor ya da kategori yanlış seçildi")
    ENTRY_BAN = "entry_ban", _("Türkiye’ye giriş yasağı veya sınır dışı kararı")
    SECURITY = "security", _("Kamu düzeni, güvenliği veya sağlığı")
    UNRECOGNISED_STATE = "unrecognised_state", _("Tanınmayan veya diplomatik ilişki bulunmayan devlet")
    LATE = "late", _("Yasal kalış süresi dışında yapılan başvuru")
    INCOMPLETE = "incomplete", _("İstenen bilgi veya belgeler süresinde tamamlanmadı")
    OTHER_LAW = "other_law", _("6735 sayılı Kanuna veya yönetmeliğe başka bir aykırılık")


class CancellationGround(models.TextChoices):
    """Ways the ministry itself ends an exemption (domain 1.5)."""

    NO_ENTRY = "no_entry", _("Geçerlilik başlangıcından itibaren 6 ay içinde Türkiye’ye girilmemesi")
    PASSPORT = "passport", _("Pasaportun yenilenmemesi")
    CONTRARY_WORK = "contrary_work", _("Kanuna aykırı çalışma")
    WORK_ENDED = "work_ended", _("Çalışmanın sona ermesi")
    FORGED = "forged", _("Belgelerin sahte veya yanıltıcı olduğunun anlaşılması")
    ENTRY_BAN = "entry_ban", _("Giriş yasağı veya sınır dışı kararı")
    SECURITY = "security", _("Kamu düzeni, güvenliği veya sağlığı")
