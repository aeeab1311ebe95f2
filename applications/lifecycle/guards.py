"""Guards: why a transition may not be made now. None means it may; a text is the reason, for the person who tried.

Each takes the locked application, the actor and the transition's details; ``object`` where these do not matter.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models import Identity, SignInMethod
from documents.issued.certificate import find_unprintable
from documents.issued.letter import find_unprintable_characters
from documents.models import Upload
from documents.uploads.file_set import check_file_set
from emuafiyet.core.nullable import require_value
from payments.models import LegState, OrderState, PaymentOrder
from payments.orders import LAPSE_GRACE, find_feed_watermark
from payments.payment_periods import add_months
from payments.quotes import MissingTariffError, quote_stay

from ..eligibility.deadlines import today
from ..eligibility.occupations import explain_full_permit
from ..eligibility.period import (
    PeriodLimits,
    find_cooldown_problem,
    find_period_problems,
    is_free,
    list_earlier_periods,
)
from ..models import Application
from ..models.status import OPEN_STATUSES, CancellationGround, RejectionGround, Status
from ..wizard import sendable
from ..wizard.completeness import find_page_gap, find_profile_gap
from ..wizard.revision import amend_snapshot, group_opened_questions, list_open_items
from ..wizard.snapshot import Snapshot, find_upload_ids, take_snapshot
from .actors import Actor
from .cancellation_guards import ground_contradicted
from .details import Cancellation, Dismissal, Grant, ObjectionStatement, Rejection, RevisionRound, Termination

DRAFT_EXPIRES_AFTER = timedelta(days=180)
DRAFT_WARNED_AFTER = timedelta(days=150)


def always(case: Application, by: Actor, details: object = None) -> str | None:
    return None


# --- applicant -----------------------------------------------------------------------------------
def application_startable(case: Application, by: Actor, details: object = None) -> str | None:
    if not case.category.open_here:
        return _("Bu kategori için başvuru bu portaldan yapılmaz.")
    return _check_age(case.applicant.identity) or find_profile_gap(case.applicant)


def _check_age(identity: Identity) -> str | None:
    """Law 4857 art. 71 (A-28): below 15 never, below 18 as the ministry decides; an unknown day is the year's first."""
    born = date(identity.birth_year, identity.birth_month or 1, identity.birth_day or 1)
    if add_months(born, 12 * settings.MINIMUM_AGE) <= today():
        return None
    return _("%(n)d yaşından küçükler bu portaldan çalışma izni muafiyeti başvurusu yapamaz.") % {
        "n": settings.MINIMUM_AGE
    }


def application_complete(case: Application, by: Actor, details: object = None) -> str | None:
    """Everything that 3.2 asks for, checked once more at the only place where an application is sent."""
    gap = sendable.first_text(case)
    if gap:
        return gap
    # Papers print the record's spelling where it names this person, and the typed one stands on the file.
    identity = case.applicant.identity
    if find_unprintable(" ".join((identity.full_name, *identity.official_name))):
        return _("Adınız belgede basılamayan harfler içeriyor. Destek adresine yazın.")
    if Application.objects.filter(applicant=case.applicant, status__in=OPEN_STATUSES).exists():
        return _("Sonuçlanmamış bir başvurunuz var. Aynı anda yalnız bir başvuru değerlendirilebilir.")
    return find_cooldown_problem(case.applicant, case.category)


def _find_dates_problem(case: Application) -> str | None:
    work = case.work
    if case.applicant.identity.door != SignInMethod.CONSULAR and not (work.stay_until and work.stay_until >= today()):
        return _("«İşyeri ve İşveren Bilgileri» sayfasında Türkiye’de süren yasal kalış hakkınızı bildirin.")
    if reason := explain_full_permit(work.occupation, work.starts_on, work.ends_on):
        return reason
    problems = find_period_problems(
        PeriodLimits.from_category(case.category),
        work.starts_on,
        work.ends_on,
        case.applicant.passport.expires_on,
        earlier=list_earlier_periods(case),
    )
    if problems:
        return problems[0][1]
    return find_cooldown_problem(case.applicant, case.category)


def revision_answered(case: Application, by: Actor, details: object = None) -> str | None:
    """What 3.2 asks for once more, as far as the opened answers go: the rest was sent, and cannot be changed now."""
    if timezone.now() > require_value(case.revision_due_at):
        return _("Revizyon süresi doldu.")
    items = list_open_items(case)
    if any(item.answered_at is None for item in items):
        return _("İstenen düzeltmelerin tamamını yapın.")
    gap = find_page_gap(case)
    if gap:
        return gap
    after = amend_snapshot(case.snapshot, take_snapshot(case), items)
    problems = check_file_set(Upload.objects.filter(pk__in=find_upload_ids(after)))
    if problems:
        return problems[0]
    return (
        _find_dates_problem(case)
        if group_opened_questions(items).get("isyeri", frozenset()) & {"starts_on", "ends_on"}
        else None
    )


def card_droppable(case: Application, by: Actor, details: object = None) -> str | None:
    """A-5: a stay granted under three months needs no card, and the person may change their mind before paying."""
    if not is_free(require_value(case.granted_from), require_value(case.granted_to), with_card=False):
        return _("Üç ay ve daha uzun muafiyetlerde kart zorunludur.")
    return nothing_paid(case, by)


def objection_admissible(case: Application, by: Actor, objection: ObjectionStatement) -> str | None:
    if case.objection_used:
        return _("Bir başvuru için yalnız bir kez itiraz edilebilir.")
    if timezone.now() > require_value(case.objection_due_at):
        return _("30 günlük itiraz süresi doldu.")
    if not objection.reason_read_at:
        return _("Ret gerekçesini okuduğunuzu onaylayın.")
    if not objection.statement.strip() or not objection.evidence:
        return _("İtiraz için açıklama ve en az bir belge gerekir.")
    problems = check_file_set(objection.evidence)
    return problems[0] if problems else None


def nothing_paid(case: Application, by: Actor, details: object = None) -> str | None:
    if PaymentOrder.objects.filter(case_reference=case.pk, legs__state=LegState.PAID).exists():
        return _("Ödeme yapılmış bir başvuruda bu işlem yapılamaz.")
    return None


# --- officer -------------------------------------------------------------------------------------
def revision_explained(case: Application, by: Actor, revision: RevisionRound) -> str | None:
    if not revision.items or not all(item.explanation.strip() for item in revision.items):
        return _("En az bir alan veya belge seçin ve ne yapılacağını açıklayın.")
    return another_officer(case, by)


def grantable_free(case: Application, by: Actor, grant: Grant) -> str | None:
    reason = another_officer(case, by) or check_granted_period(case, grant)
    if reason:
        return reason
    if not is_free(grant.granted_from, grant.granted_to, with_card=Snapshot(case).card_planned):
        return _("Bu başvuru için ödeme gerekir; ödeme bildirimiyle uygun bulun.")
    return None


def grantable_payable(case: Application, by: Actor, grant: Grant) -> str | None:
    reason = another_officer(case, by) or check_granted_period(case, grant)
    if reason:
        return reason
    with_card = Snapshot(case).card_planned
    if is_free(grant.granted_from, grant.granted_to, with_card):
        return _("Bu başvuru için ödeme gerekmez; doğrudan onaylayın.")
    if not case.applicant.identity.foreigner_id:
        return _("Yabancı kimlik numarası NVİ’den henüz gelmedi. Numara gelmeden ödeme bildirimi gönderilemez.")
    try:
        quote_stay(
            start=grant.granted_from,
            end=grant.granted_to,
            card=with_card,
            nationality=case.nationality_as_sent,
            on=today(),
        )
    except MissingTariffError:
        return _("Bu dönem için yürürlükte tarife yok. Tarife girilmeden ödeme bildirimi gönderilemez.")
    return None


def check_granted_period(case: Application, grant: Grant) -> str | None:
    """Granted within what was asked, the category's cap and the passport's life less 60 days."""
    if grant.granted_from > grant.granted_to:
        return _("Verilecek süreyi başlangıç ve bitiş tarihiyle belirtin.")
    if grant.granted_to < today():
        return _("Verilecek sürenin bitişi geçmiş.")
    sent = Snapshot(case)
    if grant.granted_from < sent.starts_on or grant.granted_to > sent.ends_on:
        return _("Talep edilenden uzun süre verilemez.")
    problems = find_period_problems(
        PeriodLimits.from_frozen_rules(case),
        grant.granted_from,
        grant.granted_to,
        sent.passport_expires_on,
        past_allowed=True,
        earlier=list_earlier_periods(case),
    )
    return problems[0][1] if problems else None


def rejection_grounded(case: Application, by: Actor, rejection: Rejection) -> str | None:
    if case.objection_used:
        return _("İtiraz hakkı kullanıldı; olumsuz karar artık kesindir.")
    return _check_ground(rejection)


def rejection_grounded_after_objection(case: Application, by: Actor, rejection: Rejection) -> str | None:
    if not case.objection_used:
        return _("İtiraz hakkı kullanılmadı.")
    return another_officer(case, by) or _check_ground(rejection)


def _check_ground(rejection: Rejection) -> str | None:
    if rejection.ground not in RejectionGround.values or not rejection.text.strip():
        return _("Ret nedenini seçin ve gerekçeyi yazın.")
    return check_reason_printable(rejection.text)


def check_reason_printable(text: str) -> str | None:
    """The decision's letter must show it as it was written, and later nobody may change a word of it."""
    if found := find_unprintable_characters(text):
        return _("Gerekçede karar yazısına basılamayan karakterler var: %(them)s") % {"them": " ".join(found)}
    return None


def another_officer(case: Application, by: Actor, details: object = None) -> str | None:
    """Nobody judges an objection to their own decision (A-15), or the file that it reopened (A-36)."""
    if not case.objection_used or (by.officer and case.first_decider_id != by.officer.pk):
        return None
    if case.status == Status.OBJECTION_UNDER_EVALUATION:
        return _("İtirazı, ilk kararı veren görevli değerlendiremez.")
    return _("İtiraz üzerine yeniden açılan başvuruyu, ilk kararı veren görevli sonuçlandıramaz.")


def dismissal_reasoned(case: Application, by: Actor, dismissal: Dismissal) -> str | None:
    if not dismissal.text.strip():
        return _("İtirazın neden reddedildiğini yazın.")
    return another_officer(case, by) or check_reason_printable(dismissal.text)


def termination_day_valid(case: Application, by: Actor, termination: Termination) -> str | None:
    # An exemption that has not begun yet can be ended too: it never enters into force.
    if not today() <= termination.effective_on <= require_value(case.granted_to):
        return _("Sonlandırma günü, bugün ile muafiyetin bitiş günü arasında olmalıdır.")
    return None


def cancellation_grounded(case: Application, by: Actor, cancellation: Cancellation) -> str | None:
    if cancellation.ground not in CancellationGround.values or not cancellation.text.strip():
        return _("İptal nedenini seçin ve gerekçeyi yazın.")
    return ground_contradicted(case, cancellation.ground) or check_reason_printable(cancellation.text)


# --- system --------------------------------------------------------------------------------------
def draft_expired(case: Application, by: Actor, details: object = None) -> str | None:
    return None if timezone.now() - case.saved_at > DRAFT_EXPIRES_AFTER else _("Taslak henüz eski değil.")


def revision_overdue(case: Application, by: Actor, details: object = None) -> str | None:
    if case.objection_used:
        return _("İtirazdan sonraki olumsuz karar kesindir.")
    return None if timezone.now() > require_value(case.revision_due_at) else _("Revizyon süresi dolmadı.")


def revision_overdue_after_objection(case: Application, by: Actor, details: object = None) -> str | None:
    if not case.objection_used:
        return _("İtiraz hakkı kullanılmadı.")
    return None if timezone.now() > require_value(case.revision_due_at) else _("Revizyon süresi dolmadı.")


def paid_in_full(case: Application, by: Actor, details: object = None) -> str | None:
    if not PaymentOrder.objects.filter(case_reference=case.pk, state=OrderState.SETTLED).exists():
        return _("Ödemenin tamamı ulaşmadı.")
    if require_value(case.granted_to) < today():
        return _("Muafiyet süresi ödeme tamamlanmadan geçti.")
    return None


def payment_overdue(case: Application, by: Actor, details: object = None) -> str | None:
    """Unpaid after the last day, the grace for late reports and the feed's own word; or paid after the end (A-13)."""
    order = PaymentOrder.objects.filter(case_reference=case.pk).order_by("-opened_at").first()
    if order is not None and order.state == OrderState.SETTLED:
        return None if require_value(case.granted_to) < today() else _("Ödeme tamamlanmış.")
    due_at = require_value(case.payment_due_at)
    if timezone.now() <= due_at + LAPSE_GRACE:
        return _("Ödeme süresi veya geç bildirim payı dolmadı.")
    through = find_feed_watermark()
    if through is None or through < due_at:
        return _("Tahsilat bildirimleri son güne kadar alınmadı.")
    return None


def end_passed(case: Application, by: Actor, details: object = None) -> str | None:
    return None if require_value(case.granted_to) < today() else _("Muafiyet süresi sürüyor.")
