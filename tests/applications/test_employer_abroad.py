"""People whom somebody abroad sends (A-31), and what papers say of where anybody works (A-33)."""

from typing import Any

import pytest
from django.urls import reverse

from applicants.models import Applicant
from applications.casework import queue
from applications.lifecycle.actors import Actor
from applications.models import Application, Category, Lookup, Work
from applications.models.status import Status
from applications.wizard.work import WorkForm
from documents.cards.render_cards import get_card_renderer as card_press
from documents.issued.make_document import render_certificate
from documents.models import Card, Certificate
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.browsers import reviewer, signed_in
from tests.builders.letters import text_of
from tests.builders.page_answers import answers, errors, work_page
from tests.builders.revisions import asked, overview
from tests.builders.revisions import step as revision_step
from tests.documents.papers import picture

from . import cases
from .desk import decide
from .holders import holder_of_a_card

pytestmark = pytest.mark.django_db
FITTER = "machinery-and-product-training"
ATHLETE = "professional-athlete-coach"
MAKER = "Müller & Söhne Maschinenbau GmbH"
HOST = {"host_name": "Örnek Tekstil A.Ş.", "host_province": "41", "host_district": "Gebze"}
SENT = {
    "has_employer": "abroad",
    "foreign_employer": MAKER,
    "foreign_employer_country": "Almanya",
    "sgk_workplace_no": None,
    "gross_monthly_wage": None,
    "contract-kept": None,
}
ALONE = {"has_employer": False, "sgk_workplace_no": "", "gross_monthly_wage": None, "contract": None}
ABROAD = ALONE | {"foreign_employer": MAKER, "foreign_employer_country": "DEU"}


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def without_work(category: str, applicant: Applicant | None = None) -> Application:
    case = cases.draft(applicant, category=category)
    case.work.delete()
    return Application.objects.get(pk=case.pk)


def posted(case: Application, **changes: Any) -> Any:
    return signed_in(case.applicant).post(work_page(case), answers(case, **SENT | changes))


@pytest.mark.requirement("A-31", "R56", "R60")
def test_the_third_answer_is_offered_wherever_an_employer_is_not_required_and_own_account_everywhere() -> None:
    """And whoever chooses what is not usual in the category goes on: the officer is told, nobody is stopped."""
    for category in Category.objects.filter(channel="portal", enabled=True):
        case = Application(category=category, applicant=cases.person(profile=False))
        question = WorkForm(applicant=case.applicant, case=case).fields["has_employer"]
        offered = [value for value, _label in question.choices]
        assert offered == ["True", "False"] + ([] if category.employer == "required" else ["abroad"]), category.slug
    for slug in (FITTER, ATHLETE):
        case = without_work(slug)
        alone = answers(case, has_employer="False", self_employed="on")
        assert signed_in(case.applicant).post(work_page(case), alone).status_code == 302
        assert Work.objects.get(application=case).self_employed
    assert "has_employer" in errors(posted(without_work(ATHLETE)))


@pytest.mark.requirement("A-31")
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"foreign_employer": ""}, {"foreign_employer": "adını yazın"}),
        ({"foreign_employer_country": ""}, {"foreign_employer_country": "ülkesini seçin"}),
        ({"foreign_employer_country": "TUR"}, {"foreign_employer_country": "ilk seçeneği"}),
        ({"foreign_employer": "华为技术"}, {"foreign_employer": "Latin harfleriyle"}),
        ({"host_name": "Örnek A.Ş."}, {"host_province": "ili seçin", "host_district": "ilçeyi seçin"}),
        ({"host_province": "41", "host_district": "Gebze"}, {"host_name": "Kuruluşun adını"}),
        (HOST | {"host_district": "Kadıköy"}, {"host_district": "ilin ilçelerinden"}),
        ({"foreign_wage": "çok"}, {"foreign_wage": ""}),
    ],
)
def test_name_and_country_are_asked_the_host_whole_or_not_at_all(
    changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    said = errors(posted(without_work(FITTER), **changes))
    assert set(said) == set(wrong)
    for field, words in wrong.items():
        assert words in said[field][0]


@pytest.mark.requirement("A-31")
def test_from_the_page_to_the_officers_eyes(django_assert_max_num_queries: Any) -> None:
    """One application: kept, shown again, previewed, sent, read at the desk, found by its employer's name."""
    case = without_work(FITTER)
    browser = signed_in(case.applicant)
    assert posted(case, **HOST, foreign_wage="60.000,00").status_code == 302
    work = Work.objects.get(application=case)
    assert (work.foreign_employer_country, work.host_district, work.foreign_wage) == ("DEU", "Gebze", 6_000_000)
    assert (work.sgk_workplace_no, work.contract, work.self_employed) == ("", None, False)
    again = browser.get(work_page(case)).text
    assert 'value="abroad" checked' in again
    assert 'value="Almanya"' in again
    told = (MAKER.replace("&", "&amp;"), "Almanya", "60.000,00 TL", "Örnek Tekstil A.Ş.", "beni yurt dışındaki")
    preview = browser.get(reverse("application_preview", args=[case.pk])).text
    cases.sent(case)
    with django_assert_max_num_queries(8):
        detail = browser.get(reverse("application", args=[case.pk])).text
    _officer, desk = reviewer("view_application", "decide_application")
    with django_assert_max_num_queries(15):
        review = desk.get(reverse("admin:review", args=[case.pk])).text
    for page in (preview, detail, review):
        for words in told:
            assert words in page
        assert "SGK tescil" not in page
    for words in ("söhne maschinen", "MÜLLER"):
        assert queue.search_applications(words)[0] == [case]


@pytest.mark.requirement("A-31", "R61")
def test_an_unusual_choice_is_a_hint_at_the_desk_alone_and_a_revision_mends_it() -> None:
    case = cases.draft(category=FITTER, **ALONE, self_employed=True)
    hint = "Bu kategoride bağımsız çalışma olağan değildir"
    assert hint not in signed_in(case.applicant).get(reverse("application_preview", args=[case.pk])).text
    case = cases.sent(case)
    _officer, desk = reviewer("view_application")
    assert hint in desk.get(reverse("admin:review", args=[case.pk])).text
    case = asked(("isyeri", "has_employer"), case=case)
    browser = signed_in(case.applicant)
    page = browser.get(revision_step(case)).text
    for follower in ("foreign_employer", "foreign_employer_country", "foreign_wage", *HOST, "sgk_workplace_no"):
        assert f'name="{follower}"' in page
    browser.post(revision_step(case), {name: value for name, value in (SENT | HOST).items() if value})
    browser.post(overview(case))
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION
    assert case.snapshot["work"]["foreign_employer"] == MAKER
    assert not case.snapshot["work"]["self_employed"]
    assert hint not in desk.get(reverse("admin:review", args=[case.pk])).text


# --- what papers say ---------------------------------------------------------------------------------
NUMBER = "26201060600012340060137000"
TITLE = "ÖRNEK 0001234 LTD. ŞTİ."
PRINTED = {
    "SGK's title": ({}, TITLE, TITLE),
    "SGK's before the declared one": ({"employer_title": "Benim Şirketim"}, TITLE, TITLE),
    "declared, SGK silent": ({"employer_title": "Benim Şirketim"}, "", "Benim Şirketim"),
    "only the number": ({}, "", f"SGK {NUMBER}"),
    "abroad": (ABROAD, "", f"{MAKER} (Almanya · Germany)"),
    "abroad with host": (
        ABROAD | HOST,
        "",
        f"{MAKER} (Almanya · Germany) — Türkiye’de · in Türkiye: Örnek Tekstil A.Ş., Gebze, Kocaeli",
    ),
    "own account": (ALONE | {"self_employed": True}, "", "Kendi nam ve hesabına · on own account"),
}


@pytest.mark.requirement("A-33", "A-31")
@pytest.mark.parametrize("kind", PRINTED)
def test_certificate_and_card_name_who_was_given(kind: str) -> None:
    """Read off both papers, whatever the register says after the application was sent."""
    work, register, wanted = PRINTED[kind]
    case = cases.draft(category=cases.RESEARCH, days=180, card=None, **work)
    if register:
        _answered(case, register)
    case = cases.sent(case)
    if register:
        case.lookups.update(answer={"title": "SONRADAN DEĞİŞEN A.Ş.", "address": "", "province": "06"})
    case = cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **cases.period(case))
    cases.pay(case)
    certificate, card = Certificate.objects.get(case_reference=case.pk), Card.objects.get(case_reference=case.pk)
    card.verification_code = certificate.verification_code
    for paper in (render_certificate(certificate), card_press().render_pdf([card], lambda key: picture())):
        told = text_of(paper)
        assert wanted in told
        assert "not attached" not in told
    caption = "Employer Abroad" if work.get("foreign_employer") else "Workplace"
    assert caption in text_of(render_certificate(certificate))


def _answered(case: Application, title: str) -> None:
    answer = {"title": title, "address": "Örnek Mah.", "province": "06"}
    Lookup(application=case, kind="workplace", code=NUMBER, outcome="found", answer=answer).enqueue()


@pytest.mark.requirement("A-33")
def test_a_number_mended_by_revision_takes_its_title_along_and_other_answers_leave_it() -> None:
    case = cases.draft()
    _answered(case, TITLE)
    case = cases.sent(case)
    assert case.snapshot["registered"] == {"workplace": {"number": NUMBER, "title": TITLE}}
    case.lookups.update(answer={"title": "YENİ UNVAN A.Ş.", "address": "", "province": "06"})
    for field, answer, title in (
        ("purpose", "Başka bir ortak projede çalışacağım.", TITLE),
        ("sgk_workplace_no", "45210343400456780341299000", None),
    ):
        case = asked(("isyeri", field), case=case)
        browser = signed_in(case.applicant)
        browser.post(revision_step(case), {field: answer})
        browser.post(overview(case))
        case.refresh_from_db()
        assert case.snapshot["registered"].get("workplace", {}).get("title") == title


@pytest.mark.requirement("A-33")
def test_a_title_from_the_register_that_no_paper_can_hold_stops_no_approval() -> None:
    case = cases.draft()
    _answered(case, "ÇOK 公司 UZUN UNVAN " * 40)
    case = cases.sent(case)
    _officer, desk = reviewer("view_application", "decide_application", "cancel_application")
    days = {f"grant-{name}": str(value) for name, value in cases.period(case).items()}
    decide(desk, case, "uygun-bul", **days)
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert attempt_delivery(Certificate, certificate.pk)
    assert "ÇOK UZUN UNVAN ÇOK" in text_of(render_certificate(certificate))


@pytest.mark.requirement("A-33")
def test_papers_issued_before_say_what_they_said() -> None:
    """Made again from facts of the first edition they are as they were; a card without the facts says nothing."""
    certificate = Certificate.objects.get(case_reference=cases.approved().pk)
    new = {"own_account", "foreign_employer", "foreign_employer_country", "host"}
    earlier = {name: value for name, value in certificate.facts.items() if name not in new}
    certificate.facts = earlier | {"edition": 1, "workplace": ""}
    assert "bir işyerine bağlı olmaksızın · not attached to a workplace" in text_of(render_certificate(certificate))
    card = Card.objects.get(case_reference=holder_of_a_card().pk)
    card.facts = {name: value for name, value in card.facts.items() if name not in new | {"workplace"}}
    card.verification_code = certificate.verification_code
    assert "Workplace" not in text_of(card_press().render_pdf([card], lambda key: picture()))
