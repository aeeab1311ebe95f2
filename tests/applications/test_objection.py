"""Redde İtiraz Başvurusu Yap (guide 4.5): what is read, written, kept and sent, and when it is too late."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from applications.models import Application, Objection, ObjectionDraft
from applications.models.status import Status
from documents.models import Upload
from tests.builders.browsers import signed_in
from tests.builders.objections import page, read_reason

from . import cases

pytestmark = pytest.mark.django_db
STATEMENT = "Kabul yazısının imzalı hali eklendi; gerekçe böylece ortadan kalkıyor."


@pytest.fixture
def case(catalogue: None) -> Application:
    return cases.rejected()


@pytest.fixture
def browser(case: Application) -> Client:
    return signed_in(case.applicant)


def written(case: Application, **file: Any) -> dict[str, Any]:
    return {
        "statement": STATEMENT,
        "evidence-kept": [str(cases.upload(case.applicant, "objection-evidence", **file).pk)],
    }


@pytest.mark.requirement("R84", "R87", "R88")
def test_the_reason_comes_before_the_form(case: Application, browser: Client) -> None:
    listed = browser.get(reverse("application_list")).text
    assert f'href="{page(case)}"' in listed
    assert "Redde İtiraz Başvurusu Yap" in listed
    first = browser.get(page(case)).text
    assert "Uluslararası işgücü politikasına uygun değil" in first
    assert "Uygun bulunmadı." in first
    assert "ret kararında değişiklik yapılmaz" in first
    assert 'name="statement"' not in first
    assert browser.post(page(case), {}).status_code == 422
    assert not ObjectionDraft.objects.exists()
    read_reason(browser, case)
    assert 'name="statement"' in browser.get(page(case)).text


@pytest.mark.requirement("R86", "R89")
def test_an_objection_is_sent_once_with_its_words_and_papers(case: Application, browser: Client) -> None:
    read_reason(browser, case)
    posted = written(case)
    for _ in range(2):  # a double click
        assert browser.post(page(case), posted).headers["Location"] == reverse("application", args=[case.pk])
    case.refresh_from_db()
    assert case.status == Status.OBJECTION_UNDER_EVALUATION
    sent = Objection.objects.get(application=case)
    assert sent.statement == STATEMENT
    assert [each["upload"] for each in sent.evidence] == posted["evidence-kept"]
    assert not ObjectionDraft.objects.exists()
    notice = Notice.objects.get(subject_id=case.pk, kind="objection_received")
    assert "ilk kararı veren dışında bir görevli" in notice.text
    assert browser.get(page(case)).headers["Location"] == reverse("application", args=[case.pk])


@pytest.mark.requirement("R86")
@pytest.mark.parametrize(
    ("left_out", "complaint"),
    [("statement", "İtirazınızın gerekçesini yazın"), ("evidence-kept", "en az bir belge yükleyin")],
)
def test_an_objection_needs_words_and_papers_and_loses_neither(
    case: Application, browser: Client, left_out: str, complaint: str
) -> None:
    read_reason(browser, case)
    posted = written(case)
    del posted[left_out]
    answer = browser.post(page(case), posted)
    assert (answer.status_code, complaint in answer.text) == (422, True)
    later = signed_in(case.applicant).get(page(case)).text
    assert (STATEMENT in later) == (left_out != "statement")
    assert ("objection-evidence.pdf" in later) == (left_out != "evidence-kept")
    assert not Objection.objects.exists()


def test_a_file_still_being_checked_costs_nobody_their_words(case: Application, browser: Client) -> None:
    read_reason(browser, case)
    posted = written(case, state="scanning")
    answer = browser.post(page(case), posted, follow=True).text
    assert "denetimi sürüyor" in answer
    assert STATEMENT in answer
    assert not Objection.objects.exists()
    Upload.objects.update(state="clean", rebuilt="clean/none.pdf")
    browser.post(page(case), posted)
    assert Objection.objects.filter(application=case).exists()


def test_another_persons_file_is_no_evidence(case: Application, browser: Client) -> None:
    read_reason(browser, case)
    foreign = cases.upload(cases.person(profile=False), "objection-evidence")
    answer = browser.post(page(case), {"statement": STATEMENT, "evidence-kept": [str(foreign.pk)]})
    assert answer.status_code == 422
    assert not ObjectionDraft.objects.get().evidence.exists()


@pytest.mark.requirement("R85")
def test_after_thirty_days_the_page_says_why_and_takes_nothing(case: Application, browser: Client) -> None:
    read_reason(browser, case)
    Application.objects.filter(pk=case.pk).update(objection_due_at=timezone.now() - timedelta(seconds=1))
    for answer in (browser.get(page(case)), browser.post(page(case), written(case))):
        assert "itiraz süresi" in answer.text
        assert "idari yargı" in answer.text
        assert 'name="statement"' not in answer.text
    listed = browser.get(reverse("application_list")).text
    assert f'href="{page(case)}"' not in listed
    assert "Redde itiraz edilemez: itiraz süresi" in listed
    assert not Objection.objects.exists()


@pytest.mark.requirement("R97")
def test_a_lapsed_application_has_no_objection_and_says_so(catalogue: None) -> None:
    case = cases.IN_STATUS[Status.LAPSED_UNPAID]()
    browser = signed_in(case.applicant)
    assert browser.post(page(case), {"reason_read": "on"}).headers["Location"] == reverse("application", args=[case.pk])
    shown = browser.get(reverse("application", args=[case.pk])).text
    assert "itiraz seçeneği yoktur" in shown
    assert f'href="{page(case)}"' not in shown


@pytest.mark.requirement("R89", "R90")
def test_after_the_objection_only_the_court_is_left(catalogue: None) -> None:
    case = cases.IN_STATUS[Status.OBJECTION_REJECTED]()
    shown = signed_in(case.applicant).get(reverse("application", args=[case.pk])).text
    assert "idari yargı yoluna başvurabilirsiniz" in shown
    assert "Yeniden itiraz edilemez" in shown
    assert f'href="{page(case)}"' not in shown
    told = Notice.objects.get(subject_id=case.pk, kind="objection_dismissed").text
    assert "60 gün içinde idare mahkemesinde dava açabilirsiniz" in told
    assert "Yeni bir husus yok." in told


@pytest.mark.requirement("R82", "R83")
def test_a_rejection_says_its_ground_its_reason_and_what_can_be_done(case: Application) -> None:
    told = Notice.objects.get(subject_id=case.pk, kind="rejected").text
    for expected in (
        "Uluslararası işgücü politikasına uygun değil",
        "Uygun bulunmadı.",
        "bir kez itiraz edebilirsiniz",
    ):
        assert expected in told


def test_the_pages_of_an_objection_cost_the_same_whatever_there_is(
    case: Application, browser: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        browser.get(page(case))
    read_reason(browser, case)
    for many in (1, 3):
        draft = ObjectionDraft.objects.get(application=case)
        draft.evidence.set([cases.upload(case.applicant, "objection-evidence") for _ in range(many)])
        with django_assert_num_queries(7):
            assert browser.get(page(case)).text.count('name="evidence-kept"') == many
