"""How a file stands for its owner: what happens next in one sentence, whose turn it is, and until when."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models.card import CardState
from emuafiyet.core.nullable import require_value

from ..eligibility.deadlines import ISTANBUL, count_days_left, today
from ..lifecycle.guards import DRAFT_EXPIRES_AFTER
from ..models import Application
from ..models.status import Status
from ..requests.request_summary import RequestSummary

S = Status
MUST_ACT_STATUSES = frozenset({S.REVISION_REQUESTED, S.AWAITING_PAYMENT})
# What happens next, in one sentence; the notices say the same.
NEXT_STEP_SENTENCES = {
    S.DRAFT: gettext_lazy("Taslak gönderilmedi. Kaldığınız yerden devam edebilirsiniz."),
    S.UNDER_EVALUATION: gettext_lazy(
        "Başvurunuz inceleniyor. Sizin yapmanız gereken bir şey yok; sonucu e-postayla bildiririz."
    ),
    S.REVISION_REQUESTED: gettext_lazy(
        "Bazı bilgi veya belgeleri düzeltmeniz gerekiyor. Neyi düzelteceğiniz «Revizyon Yap» sayfasında yazıyor."
    ),
    S.AWAITING_PAYMENT: gettext_lazy("Başvurunuz uygun bulundu. Tutarın tamamı son güne kadar ödenince onaylanacak."),
    S.APPROVED: gettext_lazy("Muafiyetiniz verildi. Belgenizi indirebilirsiniz."),
    S.REJECTED: gettext_lazy("Başvurunuz reddedildi. Gerekçesi kararda yazıyor; bir kez itiraz edebilirsiniz."),
    S.OBJECTION_UNDER_EVALUATION: gettext_lazy("İtirazınız inceleniyor; sonucu e-postayla bildiririz."),
    S.OBJECTION_REJECTED: gettext_lazy("İtirazınız reddedildi. Karar kesindir; idari yargı yoluna başvurabilirsiniz."),
    S.LAPSED_UNPAID: gettext_lazy(
        "Ödeme süresinde yapılmadığı için başvuru olumsuz sonuçlandı. Yeni bir başvuru yapabilirsiniz."
    ),
    S.CANCELLED: gettext_lazy("Muafiyet Bakanlıkça iptal edildi."),
    S.EXPIRED: gettext_lazy("Muafiyetin süresi doldu. Süre uzatılmaz; gerekirse yeni başvuru yapabilirsiniz."),
    S.WITHDRAWN: gettext_lazy("Başvuruyu geri çektiniz."),
}
OBJECTION_MISSED_SENTENCE = gettext_lazy(
    "Başvurunuz reddedildi ve itiraz süresi doldu. İdari yargı yoluna başvurabilirsiniz."
)
# Who must act; in every other state nobody.
TURN_OF_APPLICANT = frozenset({S.DRAFT, *MUST_ACT_STATUSES})
TURN_OF_MINISTRY = frozenset({S.UNDER_EVALUATION, S.OBJECTION_UNDER_EVALUATION})
DEADLINE_FIELDS = {
    S.UNDER_EVALUATION: "evaluation_due_at",
    S.OBJECTION_UNDER_EVALUATION: "evaluation_due_at",
    S.REVISION_REQUESTED: "revision_due_at",
    S.AWAITING_PAYMENT: "payment_due_at",
    S.REJECTED: "objection_due_at",
    S.CANCELLED: "objection_due_at",
}
DEADLINE_NAMES: dict[str, Any] = {
    S.DRAFT: gettext_lazy("Taslağın saklanacağı son gün"),
    S.UNDER_EVALUATION: gettext_lazy("Karar için son gün"),
    S.OBJECTION_UNDER_EVALUATION: gettext_lazy("Karar için son gün"),
    S.REVISION_REQUESTED: gettext_lazy("Düzeltme için son gün"),
    S.AWAITING_PAYMENT: gettext_lazy("Ödeme için son gün"),
    S.REJECTED: gettext_lazy("İtiraz için son gün"),
    S.CANCELLED: gettext_lazy("İtiraz için son gün"),
}
# How long after its end a card may stay with its holder.
CARD_RETURN_PERIOD = timedelta(days=15)


def describe_next_step(case: Application) -> Any:
    """What happens next; of an exemption that was ended, exactly from when (A-34)."""
    if case.status == S.REJECTED and is_objection_missed(case):
        return OBJECTION_MISSED_SENTENCE
    if case.status == S.CANCELLED and case.never_began:
        return _("Muafiyet başlamadan Bakanlıkça iptal edildi; hiç yürürlüğe girmedi.")
    if case.status == S.APPROVED and require_value(case.granted_from) > today():
        words = _("Muafiyetiniz verildi; %(day)s günü başlar. O güne kadar bu muafiyetle çalışamazsınız.")
        return words % {"day": date_format(require_value(case.granted_from), "j E Y")}
    if case.status != S.TERMINATED:
        return NEXT_STEP_SENTENCES[S(case.status)]
    if case.never_began:
        return _("Muafiyet isteğiniz üzerine başlamadan sonlandırıldı; hiç yürürlüğe girmez.")
    words = _("Muafiyet isteğiniz üzerine sonlandırıldı; son günü %(day)s idi.")
    if is_still_valid(case):
        words = _("Muafiyetiniz isteğiniz üzerine sona eriyor; %(day)s gününün sonuna kadar geçerlidir.")
    return words % {"day": date_format(require_value(case.last_day), "j E Y")}


def is_still_valid(case: Application) -> bool:
    """Granted and not over: the certificate counts, even if the end has been decided."""
    last = case.last_day
    return case.status in {S.APPROVED, S.TERMINATED} and not case.never_began and last is not None and last >= today()


def get_deadline(case: Application) -> tuple[datetime | None, int | None]:
    moment: datetime | None
    if case.status == S.DRAFT:
        moment = case.saved_at + DRAFT_EXPIRES_AFTER
    elif case.status == S.APPROVED or is_still_valid(case):
        # Nothing of a validity that has not begun is used up: there are no days left to count.
        begun = require_value(case.granted_from) <= today()
        return None, (require_value(case.last_day) - today()).days if begun else None
    else:
        moment = getattr(case, DEADLINE_FIELDS[S(case.status)]) if case.status in DEADLINE_FIELDS else None
    left = count_days_left(moment) if moment else None
    if left is not None and left < 0 and case.status in TURN_OF_MINISTRY:
        return None, None  # the ministry's own term: past it the person must do nothing and nothing lapses
    if case.status == S.CANCELLED and is_objection_missed(case):
        return None, None
    return moment, left


def describe_turn(case: Application, objection_missed: bool, requests: list[RequestSummary]) -> Any:
    if case.status in TURN_OF_APPLICANT or any(each.must_act for each in requests):
        return _("Sizde")
    if case.status in TURN_OF_MINISTRY or any(each.in_review for each in requests):
        return _("Bakanlıkta")
    if case.status in {S.REJECTED, S.CANCELLED} and not objection_missed:
        return _("Sizde, itiraz etmek isterseniz")
    if case.card_state == CardState.HELD_AT_OFFICE:
        return _("Sizde: kartınız PTT şubesinde bekliyor")
    if _is_card_due_back(case):
        return _("Sizde: kartınızı geri verin")
    return _("Bekleyen işlem yok")


def _is_card_due_back(case: Application) -> bool:
    """The fifteen days after the end in which a card has to be returned."""
    if case.status not in {S.TERMINATED, S.CANCELLED} or not case.with_card:
        return False
    last = card_due_back_on(case)
    return last - CARD_RETURN_PERIOD < today() <= last


def card_due_back_on(case: Application) -> date:
    """The fifteenth day after the exemption ended, or after it was decided that it never begins."""
    ended = require_value(case.last_day)
    if case.never_began:
        ended = max(ended, timezone.localdate(case.saved_at, timezone=ISTANBUL))
    elif case.status == S.CANCELLED:
        ended = require_value(case.ended_on)
    return ended + CARD_RETURN_PERIOD


def ways_after_cancellation(case: Application) -> list[Any]:
    """What the holder of a cancelled exemption can and must do: object, go to court, give the card back."""
    if case.status != S.CANCELLED:
        return []
    found = []
    if not is_objection_missed(case):
        words = _(
            "Bu karara %(day)s gününe kadar itiraz edebilirsiniz. İtiraz bu portaldan değil, dilekçeyle yapılır: "
            "dilekçenizi ve belgelerinizi Uluslararası İşgücü Genel Müdürlüğüne elden veya postayla verin, başvuru "
            "numaranızı yazın. İtirazınızı, kararı veren dışında bir görevli inceler."
        )
        day = timezone.localdate(case.objection_due_at, timezone=ISTANBUL)
        found.append(words % {"day": date_format(day, "j E Y")})
    else:
        found.append(_("İptale itiraz süresi doldu."))
    found.append(_("İdari yargı yoluna başvurabilirsiniz."))
    if case.with_card:
        words = _("Kartınız size ulaştıysa %(day)s gününe kadar Bakanlığa geri verin.")
        found.append(words % {"day": date_format(card_due_back_on(case), "j E Y")})
    return found


def is_objection_missed(case: Application) -> bool:
    return case.objection_due_at is not None and timezone.now() > case.objection_due_at
