"""The wizard as it behaves: drafts at each page, conditional questions, nothing lost, nothing skipped."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.eligibility.deadlines import compute_last_moment, today
from applications.models import Application, ClarificationRead, ExplicitConsent, Papers, Work
from applications.wizard.work import WorkForm
from documents.models import Upload
from tests.builders.browsers import signed_in
from tests.builders.page_answers import answers, errors, parts, work_page
from tests.documents.upload_samples import pdf

from . import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(catalogue: None) -> Application:
    """A draft whose workplace page has not been filled in."""
    case = cases.draft()
    case.work.delete()
    return Application.objects.get(pk=case.pk)


@pytest.mark.requirement("R44")
def test_a_page_is_kept_and_leads_to_the_next(empty: Application) -> None:
    answer = signed_in(empty.applicant).post(work_page(empty), answers(empty))
    assert answer.headers["Location"] == reverse("application_step", args=[empty.pk, "kanitlayici-belgeler"])
    work = Work.objects.get(application=empty)
    assert (work.sgk_workplace_no, work.gross_monthly_wage) == ("26201060600012340060137000", 4_850_000)


def test_leaving_keeps_the_page_and_another_browser_resumes_there(empty: Application) -> None:
    left = signed_in(empty.applicant).post(work_page(empty), answers(empty) | {"_exit": "1"})
    assert left.headers["Location"] == reverse("application_list")
    Papers.objects.filter(application=empty).delete()
    elsewhere = signed_in(empty.applicant).get(reverse("application_resume", args=[empty.pk]))
    assert elsewhere.headers["Location"] == reverse("application_step", args=[empty.pk, "kanitlayici-belgeler"])


@pytest.mark.requirement("R55", "R58", "R59", "R62")
@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"sgk_workplace_no": "26201060600012340060137"}, "sgk_workplace_no", "23"),
        ({"sgk_workplace_no": None}, "sgk_workplace_no", "26 haneli SGK tescil numarasını yazın"),
        ({"contract-kept": None}, "contract", "İmzalı iş sözleşmesini yükleyin"),
        ({"gross_monthly_wage": "çok"}, "gross_monthly_wage", ""),
        ({"has_employer": "False"}, "self_employed", "yalnız bağımsız çalışanlar içindir"),
        ({"wants_card": None}, "wants_card", "Kart isteyip istemediğinizi seçin"),
        ({"wants_card": "True"}, "uavt_code", "Mesken kodunu yazın"),
        ({"wants_card": "True", "uavt_code": "12345678901"}, "uavt_code", "10"),
        ({"district": "Kadıköy"}, "district", "Seçtiğiniz ilin ilçelerinden birini seçin"),
        ({"purpose": "kısa"}, "purpose", "en az 20 karakter"),
        ({"ends_on_month": "13"}, "ends_on", ""),
        (parts("ends_on", today() + timedelta(days=5)), "ends_on", "başlangıç tarihinden önce olamaz"),
        (parts("ends_on", today() + timedelta(days=60)), "ends_on", "en çok 1 ay"),
        ({"occupation": "", "insurance_payer": "mars"}, "insurance_payer", ""),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_in_the_summary(
    empty: Application, changes: dict[str, Any], field: str, said: str
) -> None:
    answer = signed_in(empty.applicant).post(work_page(empty), answers(empty, **changes))
    assert answer.status_code == 200
    (message, *_) = errors(answer)[field]
    assert said in message
    page = answer.content.decode()
    assert page.count(message.replace("'", "&#x27;")) >= 2, "beside the field and in the summary"
    assert "<title>Hata:" in page
    assert not Work.objects.filter(application=empty).exists()


def test_nothing_typed_or_uploaded_is_lost_when_another_answer_is_wrong(empty: Application) -> None:
    contract = SimpleUploadedFile("sözleşme.pdf", pdf(), "application/pdf")
    posted = answers(empty, occupation="", **{"contract-kept": None}) | {"contract": contract}
    page = signed_in(empty.applicant).post(work_page(empty), posted).content.decode()
    for kept in ("2 6201 06 06 0001234 006 01 37 000", "48.500,00", "Ortak bir araştırma", "sözleşme.pdf"):
        assert kept in page
    assert Upload.objects.filter(owner=empty.applicant, original_name="sözleşme.pdf").exists()


def test_answers_that_no_longer_apply_are_forgotten(empty: Application) -> None:
    """First with a card and an employer, then without either: nothing of it stays behind."""
    browser = signed_in(empty.applicant)
    with_card = {"wants_card": "True", "uavt_code": "2345678901", "address_kind": "other", "address_note": "Otel"}
    browser.post(work_page(empty), answers(empty, **with_card))
    assert Work.objects.get(application=empty).address_note == "Otel"
    alone = {"has_employer": "False", "self_employed": "on"}
    browser.post(work_page(empty), answers(empty, **(with_card | {"wants_card": "False"} | alone)))
    work = Work.objects.get(application=empty)
    assert (work.uavt_code, work.address_kind, work.address_note) == ("", "", "")
    assert (work.sgk_workplace_no, work.gross_monthly_wage, work.contract) == ("", None, None)
    assert work.self_employed


def test_three_months_make_the_card_a_fact_and_its_address_a_question(catalogue: None) -> None:
    """R47, R49: the dates decide; without scripts the page is drawn anew by its own button, without complaints."""
    case = cases.payable_draft()
    case.work.delete()
    case = Application.objects.get(pk=case.pk)
    browser = signed_in(case.applicant)
    long = answers(case, days=180, wants_card=None)
    drawn = browser.post(work_page(case), long | {"_redraw": "1"})
    assert errors(drawn) == {}
    assert {"uavt_code", "address_kind"} < set(drawn.context["form"].fields)
    assert "wants_card" not in drawn.context["form"].fields
    assert "Mesken kodunu yazın" in errors(browser.post(work_page(case), long))["uavt_code"]
    browser.post(work_page(case), long | {"uavt_code": "2345678901", "address_kind": "workplace"})
    work = Work.objects.get(application=case)
    assert (work.wants_card, work.uavt_code) == (None, "2345678901")


@pytest.mark.parametrize(("days", "asked"), [(88, True), (89, False), (90, False)])
def test_the_card_question_turns_at_exactly_three_months(catalogue: None, days: int, asked: bool) -> None:
    """3.13: 1 January to 30 March is less than three months, to 31 March it is not."""
    case = cases.payable_draft()
    posted = answers(case) | parts("starts_on", date(2027, 1, 1))
    posted |= parts("ends_on", date(2027, 1, 1) + timedelta(days=days))
    form = WorkForm(posted, {}, applicant=case.applicant, case=case)
    assert ("wants_card" in form.fields) is asked


@pytest.mark.requirement("R42", "R43")
def test_clarification_and_consent_are_two_records(catalogue: None) -> None:
    """A-9: one tick is never both, and either missing stops the road."""
    case = cases.draft()
    for record in (ClarificationRead, ExplicitConsent):
        record.objects.filter(application=case).delete()
    browser, page = signed_in(case.applicant), reverse("application_step", args=[case.pk, "riza"])
    assert set(errors(browser.post(page, {"clarification": "on"}))) == {"consent"}
    assert set(errors(browser.post(page, {"consent": "on"}))) == {"clarification"}
    browser.post(page, {"clarification": "on", "consent": "on"})
    read, given = ClarificationRead.objects.get(application=case), ExplicitConsent.objects.get(application=case)
    assert read.version
    assert given.version
    assert read.language == given.language == "tr"
    assert len(read.address_hash) == 32


@pytest.mark.requirement("R63")
def test_required_papers_are_required_and_kept_papers_stay(catalogue: None) -> None:
    case = cases.draft()
    browser, page = signed_in(case.applicant), reverse("application_step", args=[case.pk, "kanitlayici-belgeler"])
    assert "invitation-letter" in errors(browser.post(page, {}))
    kept = Upload.objects.get(owner=case.applicant, kind="invitation-letter")
    foreign = cases.upload(cases.person(), "invitation-letter")
    browser.post(page, {"invitation-letter-kept": [str(kept.pk), str(foreign.pk)]})
    (held,) = Papers.objects.get(application=case, page="supporting").items.all()
    assert held.upload == kept, "a file of somebody else is as if never named"


@pytest.mark.parametrize(
    ("noticed", "last"),
    [
        ("2026-11-23T09:00:00+03:00", "2026-12-23T23:59:59+03:00"),
        ("2026-11-23T23:30:00+00:00", "2026-12-24T23:59:59+03:00"),  # already the 24th in Istanbul
        ("2026-11-26T09:00:00+03:00", "2026-12-28T23:59:59+03:00"),  # day 30 is a Saturday
        ("2026-12-02T09:00:00+03:00", "2027-01-04T23:59:59+03:00"),  # New Year's Day is a Friday, then a weekend
    ],
)
def test_a_term_ends_at_midnight_in_istanbul_on_a_working_day(noticed: str, last: str) -> None:
    assert compute_last_moment(datetime.fromisoformat(noticed)) == datetime.fromisoformat(last)
