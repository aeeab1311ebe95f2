"""From "found appropriate" to ONAY: what a person is told to pay, how, by when, and what follows (guide 4.3, 4.7)."""

import re

import pytest
from django.urls import reverse

from applicants.models import Applicant, Notice
from applications.lifecycle.actors import SYSTEM, Actor
from applications.models import Application, DocumentKind
from applications.models.status import Status
from documents.models import Certificate
from payments.models import PaymentOrder
from payments.templatetags.money import lira
from tests.builders.browsers import signed_in

from . import cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def told(case: Application, kind: str) -> Notice:
    """The one notice of this kind on the case."""
    return Notice.objects.get(subject_id=case.pk, kind=kind)


def now(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


@pytest.mark.requirement("R73", "R94", "R95", "R96", "R97", "R98", "R99", "R100", "R101", "R102", "R103", "R105")
def test_mail_and_page_say_how_much_where_how_and_until_when() -> None:
    case = cases.awaiting_payment()
    order = PaymentOrder.objects.get(case_reference=case.pk)
    amounts = {leg.tax_code: lira(leg.amount_kurus) for leg in order.legs.all()}
    mail = told(case, "found_appropriate").text
    page = signed_in(case.applicant).get(reverse("payment", args=[case.pk])).content.decode()
    last_day = f"{case.payment_due_at:%-d}"
    for text in (mail, page):
        for fact in (
            amounts["9280"],
            amounts["9268"],
            order.foreigner_id,
            order.reference,
            last_day,
            "9280 kodlu hesa",
            "9268 kodlu hesa",
            "tek makbuzla",
            "Referans Numarası İle Ödeme",
            "Uluslararası İşgücü Genel Müdürlüğü",
            "T.C. Ziraat Bankası, T. Halk Bankası, T. Vakıflar Bankası",
            "ek masraf ödemezsiniz",
            "eksik veya fazla",
            "itiraz edilemez",
        ):
            assert fact.lower() in text.lower(), fact
        assert re.search("akbuz (veya dekont )?göndermeniz gerekmez", text)
    assert f'data-copy="{order.reference}"' in page
    assert f'data-copy="{order.foreigner_id}"' in page


@pytest.mark.requirement("R105")
def test_no_receipt_can_be_handed_in_anywhere() -> None:
    case = cases.awaiting_payment()
    page = signed_in(case.applicant).get(reverse("payment", args=[case.pk])).content.decode()
    assert 'type="file"' not in page
    kinds = DocumentKind.objects.values_list("slug", flat=True)
    assert kinds
    assert not [kind for kind in kinds if "receipt" in kind or "makbuz" in kind]


@pytest.mark.requirement("R50", "R78", "R79")
def test_under_three_months_without_a_card_nothing_is_asked_and_the_certificate_comes_with_the_mail() -> None:
    case = cases.approved()
    assert case.status == Status.APPROVED
    assert not PaymentOrder.objects.filter(case_reference=case.pk).exists()
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert certificate.notice == told(case, "approved")


def card_wanted(applicant: Applicant | None = None) -> Application:
    """Twenty days with a card: found appropriate, only the paper is owed."""
    case = cases.sent(cases.draft(applicant, card=True))
    return cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **cases.period(case))


@pytest.mark.requirement("R80", "R93")
def test_under_three_months_with_a_card_only_the_paper_is_owed_and_its_payment_approves() -> None:
    case = card_wanted()
    order = PaymentOrder.objects.get(case_reference=case.pk)
    assert [leg.tax_code for leg in order.legs.all()] == ["9268"]
    cases.pay(case)
    assert now(case).status == Status.APPROVED
    assert now(case).with_card is True


@pytest.mark.requirement("R74", "R75", "R77", "R81", "R104")
def test_from_three_months_both_payments_approve_and_the_state_is_called_onay() -> None:
    case = cases.awaiting_payment()
    client = signed_in(case.applicant)
    cases.pay(case, "9280")
    assert now(case).status == Status.AWAITING_PAYMENT
    assert "Ödendi" in client.get(reverse("payment", args=[case.pk])).content.decode()
    cases.pay(case, "9268")
    assert now(case).status == Status.APPROVED
    assert told(case, "approved").title == "Çalışma izni muafiyetiniz onaylandı"
    assert ">ONAY<" in client.get(reverse("application_list")).content.decode()


@pytest.mark.requirement("R96", "R97")
def test_unpaid_in_time_ends_negatively_and_offers_no_objection() -> None:
    case = cases.do("lapse", cases.overdue(cases.awaiting_payment()), SYSTEM)
    assert case.status == Status.LAPSED_UNPAID
    assert "itiraz edilemez" in told(case, "lapsed").text
    assert "İtiraz Başvurusu" not in signed_in(case.applicant).get(reverse("application_list")).content.decode()


@pytest.mark.requirement("R82", "R83")
def test_a_rejection_carries_its_ground_and_reason_by_mail() -> None:
    case = cases.rejected()
    mail = told(case, "rejected").text
    assert case.get_ground_display() in mail
    assert "Uygun bulunmadı." in mail
