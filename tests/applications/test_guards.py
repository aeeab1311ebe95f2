"""Why a move may not be made: the reason as the person reads it, and that nothing changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applicants.models import Identity, Notice
from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.lifecycle.actors import SYSTEM, Actor
from applications.models import Allotment, Application, Category, ExplicitConsent, Papers, Passport, Work
from applications.models.status import Status
from documents.models import Upload
from payments.collections.feed import import_lines
from payments.models import PaymentOrder, Tariff

from . import cases

pytestmark = pytest.mark.django_db


def change_work(**values: Any) -> Callable[[Application], Any]:
    return lambda case: Work.objects.filter(application=case).update(**values)


def scanning(case: Application) -> None:
    Upload.objects.filter(pk=case.applicant.passport.scan_id).update(state="scanning", rebuilt="")


def refused_file(case: Application) -> None:
    Upload.objects.filter(pk=case.applicant.passport.scan_id).update(
        state="rejected", rebuilt="", rejection="encrypted"
    )


def granted_before(case: Application) -> None:
    """An exemption of the same category, granted eleven months ago and over since."""
    earlier = cases.over(
        cases.do("approve", cases.sent(case), Actor.from_person(cases.officer()), **cases.period(case))
    )
    Application.objects.filter(pk=earlier.pk).update(granted_on=today() - timedelta(days=334))
    cases.do("expire", earlier, SYSTEM)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda case: case.applicant.education.delete(), "Önce profilinizi tamamlayın: Eğitim Bilgileri"),
        (lambda case: ExplicitConsent.objects.filter(application=case).delete(), "Aydınlatma metni ve açık rıza"),
        (lambda case: Work.objects.filter(application=case).delete(), "«İşyeri ve İşveren Bilgileri» sayfası"),
        (lambda case: Papers.objects.filter(application=case).delete(), "«Kanıtlayıcı Belgeler» sayfası"),
        (scanning, "denetimi sürüyor"),
        (refused_file, "passport-scan.pdf"),
        (change_work(ends_on=today() + timedelta(days=60)), "en çok 1 ay"),
        (change_work(starts_on=today() - timedelta(days=1)), "bugünden önce olamaz"),
        (
            lambda case: Passport.objects.filter(pk=case.applicant_id).update(expires_on=today() + timedelta(days=80)),
            "en az 60 gün önce",
        ),
        (
            lambda case: Identity.objects.filter(pk=case.applicant_id).update(surname="汉字"),
            "basılamayan harfler",
        ),
    ],
)
def test_an_application_that_is_not_right_cannot_be_sent(
    catalogue: None, spoil: Callable[[Application], Any], reason: str
) -> None:
    case = cases.draft()
    spoil(case)
    with pytest.raises(engine.GuardError, match=reason):
        cases.do("submit", case, Actor.from_person(case.applicant))
    case.refresh_from_db()
    assert (case.status, case.number) == (Status.DRAFT, None)


@pytest.mark.requirement("L1")
def test_only_one_application_is_open_at_a_time(catalogue: None) -> None:
    applicant = cases.person()
    cases.sent(cases.draft(applicant))
    second = cases.payable_draft(applicant)
    with pytest.raises(engine.GuardError, match="Sonuçlanmamış bir başvurunuz var"):
        cases.do("submit", second, Actor.from_person(applicant))


@pytest.mark.requirement("L2")
def test_a_grant_asks_for_quiet_time_and_a_refusal_does_not(catalogue: None) -> None:
    applicant = cases.person()
    refused = cases.sent(cases.draft(applicant))
    cases.do("reject", refused, Actor.from_person(cases.officer()), ground="policy", text="Uygun değil.")
    granted_before(cases.draft(applicant))
    with pytest.raises(engine.GuardError, match="tarihinden sonra yapılabilir"):
        cases.sent(cases.draft(applicant))
    other_category = cases.sent(cases.payable_draft(applicant))
    assert other_category.status == Status.UNDER_EVALUATION


@pytest.mark.requirement("L8")
@pytest.mark.parametrize(
    ("category", "reason"), [("mission-affiliated-institution", "bu portaldan"), ("petroleum-staff", "bu portaldan")]
)
def test_categories_of_other_channels_open_no_application(catalogue: None, category: str, reason: str) -> None:
    with pytest.raises(engine.GuardError, match=reason):
        cases.start(Category.objects.get(pk=category), cases.person())
    assert not Application.objects.exists()


def test_without_a_profile_no_application_begins(catalogue: None) -> None:
    with pytest.raises(engine.GuardError, match="Önce profilinizi tamamlayın: Kişisel Bilgiler, İletişim"):
        cases.start(Category.objects.get(pk=cases.SCIENCE), cases.person(profile=False))


GRANT = {
    "longer than asked": ({"granted_to": timedelta(days=1)}, "Talep edilenden uzun"),
    "earlier than asked": ({"granted_from": timedelta(days=-1)}, "Talep edilenden uzun"),
    "upside down": ({"granted_to": timedelta(days=-40)}, "başlangıç ve bitiş"),
}


@pytest.mark.parametrize("name", GRANT)
def test_an_officer_cannot_grant_what_was_not_asked(catalogue: None, name: str) -> None:
    moved, reason = GRANT[name]
    case = cases.sent()
    details = cases.period(case)
    for bound, by in moved.items():
        details[bound] += by
    with pytest.raises(engine.GuardError, match=reason):
        cases.do("approve", case, Actor.from_person(cases.officer()), **details)


@pytest.mark.requirement("R73", "R78")
def test_what_is_payable_is_not_approved_at_once_and_what_is_free_asks_no_money(catalogue: None) -> None:
    payable, free = cases.sent(cases.payable_draft()), cases.sent()
    with pytest.raises(engine.GuardError, match="ödeme gerekir"):
        cases.do("approve", payable, Actor.from_person(cases.officer()), **cases.period(payable))
    with pytest.raises(engine.GuardError, match="ödeme gerekmez"):
        cases.do("find_appropriate", free, Actor.from_person(cases.officer()), **cases.period(free))


@pytest.mark.requirement("L9")
def test_the_payment_notice_waits_for_the_identity_number(catalogue: None) -> None:
    """A-11, L9: NVİ is asked when a payable application is sent, once, and the officer is told to wait."""
    applicant = cases.person(with_ykn=False)
    case = cases.sent(cases.payable_draft(applicant))
    assert Allotment.objects.filter(identity=applicant.identity).count() == 1
    with pytest.raises(engine.GuardError, match="kimlik numarası NVİ’den henüz gelmedi"):
        cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **cases.period(case))
    Identity.objects.filter(pk=applicant.pk).update(foreigner_id=cases.ykn())
    assert cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **cases.period(case)).payment_due_at


def test_no_number_is_asked_for_when_nothing_will_be_payable(catalogue: None) -> None:
    cases.sent(cases.draft(cases.person(with_ykn=False)))
    assert not Allotment.objects.exists()


def test_without_a_tariff_no_amount_is_guessed(catalogue: None) -> None:
    case = cases.sent(cases.payable_draft())
    Tariff.objects.all().delete()
    with pytest.raises(engine.GuardError, match="tarife yok"):
        cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **cases.period(case))


def test_the_first_decider_does_not_judge_the_objection(catalogue: None) -> None:
    first = cases.officer()
    case = cases.rejected(by=first)
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    for move, details in (
        ("dismiss_objection", {"text": "Yerinde değil."}),
        ("accept_objection_free", cases.period(case)),
        ("reopen", {}),
    ):
        with pytest.raises(engine.GuardError, match="ilk kararı veren görevli"):
            cases.do(move, case, Actor.from_person(first), **details)
    assert cases.do("dismiss_objection", case, Actor.from_person(cases.officer()), text="Yerinde değil.").status


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ({"evidence": []}, "en az bir belge"),
        ({"statement": "  "}, "en az bir belge"),
        ({"reason_read_at": None}, "gerekçesini okuduğunuzu"),
    ],
)
def test_an_objection_needs_reading_statement_and_evidence(catalogue: None, spoil: dict, reason: str) -> None:
    case = cases.rejected()
    with pytest.raises(engine.GuardError, match=reason):
        cases.do("object", case, Actor.from_person(case.applicant), **(cases.objection(case) | spoil))


def test_an_objection_comes_within_thirty_days_and_only_once(catalogue: None) -> None:
    late = cases.rejected()
    Application.objects.filter(pk=late.pk).update(objection_due_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(engine.GuardError, match="süresi doldu"):
        cases.do("object", late, Actor.from_person(late.applicant), **cases.objection(late))
    again = cases.objected()
    cases.do("reopen", again, Actor.from_person(cases.officer()))
    with pytest.raises(engine.GuardError, match="olumsuz karar artık kesindir"):
        cases.do("reject", again, Actor.from_person(cases.officer()), ground="policy", text="Uygun değil.")
    final = cases.do(
        "reject_after_objection", again, Actor.from_person(cases.officer()), ground="policy", text="Uygun değil."
    )
    assert final.status == Status.OBJECTION_REJECTED


@pytest.mark.requirement("R74", "R81")
def test_one_paid_leg_approves_nothing_and_forbids_withdrawing(catalogue: None) -> None:
    case = cases.awaiting_payment()
    cases.pay(case, "9280")
    case.refresh_from_db()
    assert case.status == Status.AWAITING_PAYMENT
    with pytest.raises(engine.GuardError, match="Ödeme yapılmış"):
        cases.do("withdraw", case, Actor.from_person(case.applicant))
    cases.pay(case, "9268")
    case.refresh_from_db()
    assert case.status == Status.APPROVED


def test_a_wrong_amount_is_told_and_changes_nothing(catalogue: None) -> None:
    case = cases.awaiting_payment()
    order = PaymentOrder.objects.get(case_reference=case.pk)
    import_lines([cases.line(order, "9280", 1_257_489)])
    case.refresh_from_db()
    assert case.status == Status.AWAITING_PAYMENT
    told = Notice.objects.get(applicant=case.applicant, kind="payment_mismatch")
    assert "12.574,90 TL bekleniyordu; 12.574,89 TL görüldü" in told.text


@pytest.mark.parametrize(
    ("due", "fed", "reason"),
    [
        (timedelta(days=-4), timedelta(0), "geç bildirim payı"),
        (timedelta(days=-20), timedelta(days=-21), "son güne kadar alınmadı"),
    ],
)
def test_nothing_lapses_before_the_feed_has_told_everything(
    catalogue: None, due: timedelta, fed: timedelta, reason: str
) -> None:
    case = cases.awaiting_payment()
    now = timezone.now()
    Application.objects.filter(pk=case.pk).update(payment_due_at=now + due)
    PaymentOrder.objects.filter(case_reference=case.pk).update(opened_at=now - timedelta(days=60), due_at=now + due)
    cases.fed_through(now + fed)
    with pytest.raises(engine.GuardError, match=reason):
        cases.do("lapse", case, SYSTEM)


def test_a_late_approval_starts_on_the_day_it_is_given(catalogue: None) -> None:
    """A-13: work may not precede the grant."""
    case = cases.awaiting_payment()
    Application.objects.filter(pk=case.pk).update(granted_from=today() - timedelta(days=3))
    cases.pay(case)
    case.refresh_from_db()
    assert (case.status, case.granted_from, case.granted_on) == (Status.APPROVED, today(), today())


def test_money_that_comes_after_the_last_day_of_the_stay_closes_the_file(catalogue: None) -> None:
    """A-13: paid in time, but the stay it was for is over."""
    case = cases.awaiting_payment()
    Application.objects.filter(pk=case.pk).update(
        granted_from=today() - timedelta(days=9), granted_to=today() - timedelta(days=1)
    )
    cases.pay(case)
    case.refresh_from_db()
    assert case.status == Status.LAPSED_UNPAID
    assert Notice.objects.filter(applicant=case.applicant, kind="lapsed").count() == 1
