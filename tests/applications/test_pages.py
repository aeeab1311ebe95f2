"""The applicant's and the reviewer's pages over HTTP: whose they are, what they cost, what a second press does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Applicant
from applications.lifecycle.actors import Actor
from applications.models import Application
from applications.models.status import Status
from tests.builders.browsers import reviewer, signed_in

from . import cases
from .desk import decide

pytestmark = pytest.mark.django_db

# Every page of ours that names a thing of somebody's; that each address has its row, tests/test_urls.py sees to.
OWNED = {
    "application",
    "application_resume",
    "application_discard",
    "application_withdraw",
    "payment",
    "drop_card",
    "last_day_file",
    "objection",
    "revision",
    "revision_step",
    "application_consent",
    "termination",
    "reissue_start",
    "application_certificate",
    "application_preview",
    "submit",
    "application_step",
}
SIGNED_IN = OWNED | {
    "profile",
    "profile_section",
    "application_list",
    "new_application",
    "new_application_sector",
    "new_application_category",
    "inbox",
    "notice",
    "account",
    "account_language",
    "account_sessions",
    "account_email",
    "account_email_code",
    "account_confirm",
    "account_rights",
    "account_export",
    "account_export_file",
    "account_erase",
}


def address(name: str, case: Application) -> str:
    return reverse(name, args=[case.pk, "isyeri"] if name in {"application_step", "revision_step"} else [case.pk])


@pytest.mark.parametrize("name", sorted(OWNED))
@pytest.mark.parametrize("status", [Status.DRAFT, Status.AWAITING_PAYMENT, Status.APPROVED])
def test_another_persons_application_does_not_exist(catalogue: None, name: str, status: Status) -> None:
    case = cases.IN_STATUS[status]()
    stranger = signed_in(cases.person())
    for method in ("get", "post"):
        answer = getattr(stranger, method)(address(name, case))
        assert answer.status_code in ({404, 405} if name == "submit" else {404}), (method, answer.status_code)
    assert Application.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_a_signed_out_person_is_sent_to_the_door_and_back(catalogue: None, name: str) -> None:
    case = cases.draft()
    arguments: dict[str, Any] = {
        "profile_section": ["kisisel"],
        "new_application_sector": ["sports"],
        "new_application_category": ["sports", "sports-activity"],
        "notice": [case.pk],
    }
    there = address(name, case) if name in OWNED else reverse(name, args=arguments.get(name, []))
    answer = Client(headers={"host": "localhost"}).get(there)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("sign_in"))
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": [there]}


def test_an_officer_is_no_applicant_and_an_applicant_no_officer(catalogue: None) -> None:
    case = cases.sent()
    _, desk = reviewer("view_application", "decide_application")
    assert desk.get(reverse("application", args=[case.pk])).status_code == 302
    applicant = signed_in(case.applicant)
    for there in ("admin:index", "admin:applications_application_changelist"):
        assert applicant.get(reverse(there)).status_code == 302
    assert applicant.get(reverse("admin:review", args=[case.pk])).status_code == 302


@pytest.mark.parametrize(
    ("permissions", "sees", "decides"),
    [((), 403, 403), (("view_application",), 200, 403), (("view_application", "decide_application"), 200, 302)],
)
def test_what_an_officer_may_do(catalogue: None, permissions: tuple[str, ...], sees: int, decides: int) -> None:
    case = cases.sent()
    _, desk = reviewer(*permissions)
    assert desk.get(reverse("admin:review", args=[case.pk])).status_code == sees
    photo = case.snapshot["personal"]["photo"]["upload"]
    assert desk.get(reverse("admin:review_file", args=[case.pk, photo])).status_code == sees
    period = {f"grant-{name}": day.isoformat() for name, day in cases.period(case).items()}
    assert decide(desk, case, "uygun-bul", **period).status_code == decides
    case.refresh_from_db()
    assert case.status == (Status.APPROVED if decides == 302 else Status.UNDER_EVALUATION)


def test_a_file_of_another_application_is_not_reached_through_this_one(catalogue: None) -> None:
    mine, other = cases.sent(), cases.sent()
    _, desk = reviewer("view_application")
    foreign = other.snapshot["passport"]["scan"]["upload"]
    assert desk.get(reverse("admin:review_file", args=[mine.pk, foreign])).status_code == 404


def test_a_draft_is_nobodys_business_at_the_desk(catalogue: None) -> None:
    case = cases.draft()
    _, desk = reviewer("view_application", "decide_application")
    assert desk.get(reverse("admin:review", args=[case.pk])).status_code == 404
    assert str(case.pk) not in desk.get(reverse("admin:applications_application_changelist") + "?durum=all").text


def test_the_second_officer_hears_where_the_file_stands(catalogue: None) -> None:
    case = cases.sent()
    _, desk = reviewer("view_application", "decide_application")
    first = cases.officer()
    cases.do("reject", case, Actor.from_person(first), ground="policy", text="Uygun değil.")
    period = {f"grant-{name}": day.isoformat() for name, day in cases.period(case).items()}
    answer = desk.get(decide(desk, case, "uygun-bul", **period).url)
    assert f"Başvuru şu anda «RET» durumunda. Son işlem: {first.username}, " in answer.text
    assert "Kararınız kaydedilmedi." in answer.text


def test_a_refused_decision_says_why_beside_the_form(catalogue: None) -> None:
    case = cases.sent()
    _, desk = reviewer("view_application", "decide_application")
    asked = cases.period(case)
    too_long = {"grant-granted_from": asked["granted_from"].isoformat(), "grant-granted_to": "2031-01-01"}
    answer = decide(desk, case, "uygun-bul", **too_long)
    assert answer.status_code == 422
    assert "Talep edilenden uzun süre verilemez." in answer.text
    assert decide(desk, case, "reddet").status_code == 422


def test_sending_again_after_a_reload_shows_what_was_sent(catalogue: None) -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    first, again = (browser.post(reverse("submit", args=[case.pk])) for _ in range(2))
    detail = reverse("application", args=[case.pk])
    assert [(each.status_code, each.headers["Location"]) for each in (first, again)] == [(302, detail)] * 2
    assert browser.get(reverse("submit", args=[case.pk])).status_code == 405


def test_a_page_saved_from_an_old_tab_says_that_it_is_too_late(catalogue: None) -> None:
    case = cases.sent()
    browser = signed_in(case.applicant)
    answer = browser.post(reverse("application_step", args=[case.pk, "isyeri"]), {"occupation": "x"}, follow=True)
    assert "Bu başvuru gönderilmiş; artık değiştirilemez." in answer.text


def test_nobody_skips_a_page(catalogue: None) -> None:
    case = cases.draft()
    case.work.delete()
    browser = signed_in(case.applicant)
    to_work = reverse("application_step", args=[case.pk, "isyeri"])
    for name, arguments in (("application_preview", []), ("application_step", ["ek-belgeler"])):
        assert browser.get(reverse(name, args=[case.pk, *arguments])).headers["Location"] == to_work
    assert browser.get(reverse("application_resume", args=[case.pk])).headers["Location"] == to_work


@pytest.mark.requirement("R69", "R70")
def test_the_whole_file_is_shown_at_every_moment(catalogue: None) -> None:
    """R69, R70: status, what comes next and every answer, whatever state the application is in."""
    for status, made in cases.IN_STATUS.items():
        if status == Status.DRAFT:
            continue
        case = made()
        page = signed_in(case.applicant).get(reverse("application", args=[case.pk])).text
        for expected in (
            str(status.label),
            case.number,
            "Araştırmacı",
            "48.500,00 TL",
            "Çankaya",
            "signed-contract.pdf",
        ):
            assert expected in page, (status, expected)


# --- what pages cost ---------------------------------------------------------------------------------
def several(person: Applicant, many: int) -> None:
    for _ in range(many - 1):
        case = cases.sent(cases.payable_draft(person))
        cases.do("withdraw", case, Actor.from_person(person))


PAGES: dict[str, tuple[int, Callable[[Application], str]]] = {
    "list": (5, lambda case: reverse("application_list")),
    "detail": (7, lambda case: reverse("application", args=[case.pk])),
    "inbox": (4, lambda case: reverse("inbox")),
    "new": (5, lambda case: reverse("new_application")),
}


@pytest.mark.parametrize("page", PAGES)
def test_an_applicants_page_costs_the_same_whatever_there_is(
    catalogue: None, page: str, django_assert_num_queries: Any
) -> None:
    queries, where = PAGES[page]
    for many in (1, 3):
        person = cases.person()
        several(person, many)
        case = cases.sent(cases.draft(person))
        browser = signed_in(person)
        browser.get(where(case))  # the catalogue is read once for everybody
        with django_assert_num_queries(queries):
            assert browser.get(where(case)).status_code == 200


WIZARD: dict[str, int] = {
    "kisisel": 8,
    "iletisim": 5,
    "pasaport": 7,
    "egitim": 5,
    "riza": 5,
    "isyeri": 7,
    "kanitlayici-belgeler": 8,
    "ek-belgeler": 7,
    "on-izleme": 8,
}


@pytest.mark.parametrize("page", WIZARD)
def test_a_wizard_page_costs_at_most_eight_queries(catalogue: None, page: str, django_assert_num_queries: Any) -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    if page == "on-izleme":
        where = reverse("application_preview", args=[case.pk])
    elif page in {"kisisel", "iletisim", "pasaport", "egitim"}:
        where = reverse("profile_section", args=[page])
    else:
        where = reverse("application_step", args=[case.pk, page])
    with django_assert_num_queries(WIZARD[page]):
        assert browser.get(where).status_code == 200


def test_the_queue_and_the_review_page_cost_the_same_with_one_and_three(
    catalogue: None, django_assert_num_queries: Any
) -> None:
    _, desk = reviewer("view_application", "decide_application")
    queue = reverse("admin:applications_application_changelist")
    for many in (1, 3):
        while Application.objects.filter(status=Status.UNDER_EVALUATION).count() < many:
            case = cases.sent()
        desk.get(queue)  # the catalogue is read once for everybody
        with django_assert_num_queries(9):
            assert desk.get(queue).text.count('class="field-number_column"') == many
        with django_assert_num_queries(13):
            assert desk.get(reverse("admin:review", args=[case.pk])).status_code == 200
