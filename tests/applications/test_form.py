"""The pages of the application: each question as the guide asks it, and what other systems say of typed numbers."""

import re
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.models import EntryRecord
from applications.casework.warnings import collect_warnings
from applications.eligibility.deadlines import today
from applications.models import Application, Lookup, Work
from applications.wizard.forms_by_page import PAGE_FORMS
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.browsers import reviewer, signed_in
from tests.builders.page_answers import INSIDE, answers, errors, parts, work_page
from tests.sandbox_server import Sandbox

from . import cases

pytestmark = pytest.mark.django_db

NUMBER = "26201060600012340060137000"


@pytest.fixture
def empty(catalogue: None) -> Application:
    """A draft whose workplace page has not been filled in."""
    return without_work(cases.draft())


def without_work(case: Application) -> Application:
    Work.objects.filter(application=case).delete()
    return Application.objects.get(pk=case.pk)


def drawn(case: Application, **changes: Any) -> str:
    """The page as it is drawn anew while it is being filled in."""
    return signed_in(case.applicant).post(work_page(case), answers(case, **changes) | {"_redraw": "1"}).content.decode()


def preview(case: Application) -> str:
    return signed_in(case.applicant).get(reverse("application_preview", args=[case.pk])).content.decode()


@pytest.mark.requirement("R46", "L3", "L4")
def test_the_page_says_at_once_what_the_dates_mean(catalogue: None) -> None:
    case = without_work(cases.payable_draft())
    start = date(today().year + 1, 1, 1)
    page = drawn(case, **parts("starts_on", start), **parts("ends_on", start + timedelta(days=57)))
    assert "58 gün seçtiniz." in page
    assert "Üç aydan kısa: harç alınmaz" in page
    page = drawn(case, **parts("starts_on", start), **parts("ends_on", start + timedelta(days=120)))
    assert "121 gün seçtiniz." in page
    assert "Üç ay veya daha uzun: kart düzenlenir" in page
    assert f"en geç bitiş: 31 Aralık {start.year + 1}" in page, "twenty-four months"
    case.applicant.passport.expires_on = start + timedelta(days=200)
    case.applicant.passport.save()
    assert "Pasaportunuzun son gününden 60 gün öncesi" in drawn(
        case, **parts("starts_on", start), **parts("ends_on", start + timedelta(days=100))
    )


@pytest.mark.requirement("R46")
def test_where_the_contract_sets_the_end_the_page_says_so(catalogue: None) -> None:
    page = drawn(without_work(cases.draft(category="seafarer-tugs")))
    assert "Sözleşmenizdeki veya görevlendirmenizdeki bitiş günüyle aynı olmalıdır." in page


@pytest.mark.requirement("R45")
def test_occupations_are_suggested_and_any_words_are_taken(empty: Application) -> None:
    browser = signed_in(empty.applicant)
    page = browser.get(work_page(empty)).content.decode()
    assert 'list="occupations"' in page
    assert '<option value="Müzisyen">' in page
    browser.post(work_page(empty), answers(empty, occupation="Cam üfleme ustası"))
    assert Work.objects.get(application=empty).occupation == "Cam üfleme ustası"


@pytest.mark.requirement("L6")
def test_an_engineer_for_more_than_a_month_is_stopped_with_the_reason(catalogue: None) -> None:
    case = without_work(cases.payable_draft())
    said = errors(
        signed_in(case.applicant).post(work_page(case), answers(case, days=50, occupation="Makine mühendisi"))
    )
    assert "çalışma izni gerekir" in said["occupation"][0]


@pytest.mark.requirement("R51", "R52", "R53", "R48")
def test_a_card_asks_for_its_address_and_leads_to_where_the_code_is_found(empty: Application) -> None:
    page = drawn(empty, wants_card="True")
    assert 'href="https://adres.nvi.gov.tr"' in page
    browser = signed_in(empty.applicant)
    with_card = {"wants_card": "True", "uavt_code": "2345678901", "address_kind": "other"}
    assert set(errors(browser.post(work_page(empty), answers(empty, **with_card)))) == {"address_note"}
    browser.post(work_page(empty), answers(empty, **with_card, address_note="Kaldığım otel"))
    assert Work.objects.get(application=empty).address_kind == "other"


@pytest.mark.requirement("R54")
def test_the_districts_follow_the_province_without_scripts(empty: Application) -> None:
    page = drawn(empty, province="34", district=None)
    assert '<option value="Kadıköy">' in page
    assert "Çankaya" not in page


@pytest.mark.requirement("L5")
def test_the_right_to_stay_is_asked_inside_the_country_only(catalogue: None) -> None:
    abroad = without_work(cases.draft())
    assert "hangi hakla kalıyorsunuz" not in drawn(abroad)
    inside = cases.person(**INSIDE)
    EntryRecord.objects.create(
        identity=inside.identity, entered_on=today(), stay_basis="visa_waiver", stay_until=date(2027, 2, 20)
    )
    case = without_work(cases.draft(inside))
    assert "Göç İdaresi kaydı: Vize muafiyeti, 20 Şubat 2027 gününe kadar." in drawn(case)
    browser = signed_in(inside)
    said = errors(browser.post(work_page(case), answers(case)))
    assert set(said) == {"stay_basis", "stay_until", "stay_proof"}
    proof = {"stay_basis": "visa", "stay_proof-kept": str(cases.upload(inside, "lawful-stay-proof").pk)}
    over = answers(case, **proof, **parts("stay_until", today() - timedelta(days=1)))
    assert "Yasal kalış süreniz dolmuş" in errors(browser.post(work_page(case), over))["stay_until"][0]
    browser.post(work_page(case), answers(case, **proof, **parts("stay_until", today() + timedelta(days=30))))
    assert Work.objects.get(application=case).stay_basis == "visa"


@pytest.mark.requirement("R57")
def test_twenty_three_digits_are_offered_their_last_three_and_never_given_them_in_silence(empty: Application) -> None:
    browser = signed_in(empty.applicant)
    first = browser.post(work_page(empty), answers(empty, sgk_workplace_no=NUMBER[:23]))
    assert "sonuna 000 ekle" in first.content.decode()
    assert not Work.objects.filter(application=empty).exists()
    browser.post(work_page(empty), answers(empty, sgk_workplace_no=NUMBER[:23], sgk_add_zeros="on"))
    assert Work.objects.get(application=empty).sgk_workplace_no == NUMBER


@pytest.mark.requirement("R56", "R60")
def test_an_employer_or_oneself_never_both(empty: Application) -> None:
    browser = signed_in(empty.applicant)
    assert "has_employer" in errors(browser.post(work_page(empty), answers(empty, has_employer=None)))
    assert "self_employed" in errors(browser.post(work_page(empty), answers(empty, has_employer="False")))
    browser.post(work_page(empty), answers(empty, has_employer="False", self_employed="on"))
    work = Work.objects.get(application=empty)
    assert (work.self_employed, work.sgk_workplace_no, work.contract, work.gross_monthly_wage) == (True, "", None, None)


# --- what other systems say ------------------------------------------------------------------------
@pytest.fixture
def outside(sandbox: Sandbox, settings: Any) -> Sandbox:
    settings.SGK_URL, settings.NVI_URL = f"{sandbox.url}/sgk", f"{sandbox.url}/nvi"
    settings.GATEWAY_TIMEOUT = 2.0
    return sandbox


def workplace(serial: str = "0001234", last: str = "000") -> str:
    return f"2620106 06{serial}0060137{last}".replace(" ", "")


def saved(case: Application, **changes: Any) -> Application:
    """The page saved and all that it wanted to know asked for."""
    signed_in(case.applicant).post(work_page(case), answers(case, **changes))
    for lookup in Lookup.objects.filter(application=case):
        attempt_delivery(Lookup, str(lookup.pk))
    return Application.objects.get(pk=case.pk)


@pytest.mark.requirement("R57", "R65")
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (workplace(), "ÖRNEK 0001234 LTD. ŞTİ., Örnek Mah. Deneme Cad. No: 7, Ankara"),
        (workplace(last="001"), "(ALT İŞVEREN)"),
        (workplace("0001298"), "(Kapanmış)"),
        (workplace("0001299"), "kayıtlarda yok; numarayı kontrol edin"),
        (workplace()[:16] + "0340137000", "Çalışacağınız ilden başka bir ilde"),
    ],
)
def test_the_preview_says_what_sgk_knows_of_the_workplace(
    empty: Application, outside: Sandbox, number: str, said: str
) -> None:
    assert said in preview(saved(empty, sgk_workplace_no=number))


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2345678901", "Örnek Mah. Çınar Sok. No: 1 Daire: 2, Ankara"),
        ("2345678902", "Çalışacağınız ilden başka bir ilde"),
        ("9345678902", "kayıtlarda yok"),
        ("8345678902", "(Kapanmış)"),
        ("7345678902", "Bina kodu"),
    ],
)
def test_the_preview_shows_the_address_behind_the_code(
    empty: Application, outside: Sandbox, code: str, said: str
) -> None:
    card = {"wants_card": "True", "uavt_code": code, "address_kind": "residence"}
    assert said in preview(saved(empty, **card))


@pytest.mark.requirement("R57")
@pytest.mark.parametrize("away", ["down", "slow"])
def test_while_sgk_is_away_the_application_goes_on_and_the_desk_sees_it(
    empty: Application, outside: Sandbox, away: str
) -> None:
    if away == "down":
        outside.control(sgk_down=60)
    number = workplace("0001297" if away == "slow" else "0001234")
    case = saved(empty, sgk_workplace_no=number)
    (lookup,) = case.lookups.all()
    assert lookup.promise_state == "queued", "asked again later"
    assert "henüz doğrulanamadı" in preview(case)
    sent = cases.sent(case)
    _, desk = reviewer("view_application")
    assert "henüz doğrulanamadı" in desk.get(reverse("admin:review", args=[sent.pk])).content.decode()


def test_a_number_is_asked_about_once(empty: Application) -> None:
    browser = signed_in(empty.applicant)
    for _ in range(2):
        browser.post(work_page(empty), answers(empty))
    assert list(Lookup.objects.values_list("kind", "code")) == [("workplace", NUMBER)]


@pytest.mark.requirement("R45", "R58")
def test_a_wage_below_the_minimum_and_a_reserved_occupation_are_told_to_both(catalogue: None) -> None:
    case = cases.draft(gross_monthly_wage=3_302_999, occupation="Turist rehberi")
    told = ("aylık brüt asgari ücretten (33.030,00 TL) az", "Türk vatandaşlarına ayrılmış olabilir (6326")
    shown = preview(case)
    _, desk = reviewer("view_application")
    review = desk.get(reverse("admin:review", args=[cases.sent(case).pk])).content.decode()
    assert all(each in page for each in told for page in (shown, review))
    Work.objects.filter(application=case).update(gross_monthly_wage=3_303_000, occupation="Müzisyen")
    work = {"occupation": "Müzisyen", "gross_monthly_wage": 3_303_000, "starts_on": "2027-01-01"}
    assert collect_warnings(work | {"sgk_workplace_no": "", "uavt_code": ""}, []) == []


# --- consent, preview ------------------------------------------------------------------------------
@pytest.mark.requirement("R42", "R43")
def test_a_consent_can_be_withdrawn_and_is_asked_again_before_sending(catalogue: None) -> None:
    case = cases.draft()
    browser, page = signed_in(case.applicant), reverse("application_consent", args=[case.pk])
    assert "Geri çekme ileriye etkilidir" in browser.get(page).content.decode()
    browser.post(page)
    first = Application.objects.get(pk=case.pk).explicitconsent.withdrawn_at
    browser.post(page)
    assert Application.objects.get(pk=case.pk).explicitconsent.withdrawn_at == first < timezone.now()
    answer = browser.get(reverse("application_preview", args=[case.pk]))
    step = reverse("application_step", args=[case.pk, "riza"])
    assert answer.headers["Location"] == step
    browser.post(step, {"clarification": "on", "consent": "on"})
    assert browser.get(reverse("application_preview", args=[case.pk])).status_code == 200


@pytest.mark.requirement("R65", "R66")
def test_every_answer_of_the_preview_leads_to_its_own_field_and_back(catalogue: None) -> None:
    case = cases.draft()
    browser, back = signed_in(case.applicant), reverse("application_preview", args=[case.pk])
    links = re.findall(r'href="(/[^"#]+\?[^"#]+)#([^"]+)"', preview(case))
    assert len(links) > 20
    pages = {address: browser.get(address.replace("&amp;", "&")).content.decode() for address, _ in links}
    assert [anchor for address, anchor in links if f'id="{anchor}"' not in pages[address]] == []
    answer = browser.post(work_page(case) + "?geri=1", answers(case))
    assert answer.headers["Location"] == back


@pytest.mark.requirement("R66")
def test_what_no_longer_applies_is_named_when_it_is_removed(catalogue: None) -> None:
    case = cases.draft(card=True)
    saved_page = signed_in(case.applicant).post(work_page(case), answers(case), follow=True).content.decode()
    assert "Artık gerekmeyen yanıtlar silindi: Muafiyet belgesinin gönderileceği mesken kodu" in saved_page


@pytest.mark.requirement("R64")
def test_additional_papers_are_welcome_and_not_required(catalogue: None) -> None:
    case = cases.draft()
    page = reverse("application_step", args=[case.pk, "ek-belgeler"])
    browser = signed_in(case.applicant)
    assert browser.post(page, {"_preview": "1"}).status_code == 302
    several = [str(cases.upload(case.applicant, "additional-document").pk) for _ in range(2)]
    browser.post(page, {"additional-document-kept": several})
    assert Application.objects.get(pk=case.pk).paper_pages.get(page="additional").items.count() == 2


@pytest.mark.requirement("R44", "R46")
@pytest.mark.parametrize("step", sorted(PAGE_FORMS))
def test_a_page_costs_the_same_for_everybody(catalogue: None, django_assert_max_num_queries: Any, step: str) -> None:
    case = cases.draft(cases.person(**INSIDE), card=True)
    for code in ("2345678901", "2345678902", "2345678903"):
        Lookup.objects.create(application=case, kind="address", code=code)
    browser = signed_in(case.applicant)
    for page in (reverse("application_step", args=[case.pk, step]), reverse("application_preview", args=[case.pk])):
        with django_assert_max_num_queries(8):
            assert browser.get(page).status_code == 200


def test_the_sandbox_speaks_plain_http(outside: Sandbox) -> None:
    answer = httpx.get(f"{outside.url}/sgk/workplaces/{workplace()}").json()
    assert answer["active"]
    assert answer["province"] == "06"
