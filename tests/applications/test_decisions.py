"""The officer's decisions on the review page: revision by words, and objections that somebody else judges."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from applicants.models import Notice, Officer
from applications.lifecycle.actors import Actor
from applications.models import Application, HistoryEntry, RevisionItem
from applications.models.status import Status
from tests.builders.browsers import reviewer, signed_in
from tests.staff import at_the_desk

from . import cases
from .desk import decide

pytestmark = pytest.mark.django_db
MAY = ("view_application", "decide_application", "decide_objection")


def review(desk: Client, case: Application) -> str:
    return desk.get(reverse("admin:review", args=[case.pk])).text


@pytest.mark.requirement("R61", "R71")
def test_a_line_that_is_filled_in_opens_its_question(catalogue: None) -> None:
    case = cases.sent()
    _, desk = reviewer(*MAY)
    page = review(desk, case)
    for name in ("isyeri__has_employer", "kisisel__photo", "pasaport__scan", "kanitlayici-belgeler__invitation-letter"):
        assert f'name="revision-{name}"' in page
    wanted = {
        "revision-isyeri__has_employer": "İşvereniniz var görünüyor; doğru seçeneği seçin.",
        "revision-kisisel__photo": "Zemin beyaz değil; yeni bir fotoğraf yükleyin.",
    }
    assert decide(desk, case, "revizyon-iste", **wanted).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.REVISION_REQUESTED
    assert set(RevisionItem.objects.values_list("step", "field")) == {("isyeri", "has_employer"), ("kisisel", "photo")}
    assert "Zemin beyaz değil; yeni bir fotoğraf yükleyin." in review(desk, case)
    shown = signed_in(case.applicant).get(reverse("application", args=[case.pk])).text
    assert shown.count("Düzeltilmesi istendi") == 2


def test_a_revision_of_nothing_or_of_what_nobody_was_asked_is_refused(catalogue: None) -> None:
    case = cases.sent()
    _, desk = reviewer(*MAY)
    for nothing in ({}, {"revision-isyeri__self_employed": "x"}, {"revision-riza__consent": "x"}):
        answer = decide(desk, case, "revizyon-iste", **nothing)
        assert (answer.status_code, "En az bir alan veya belge seçin" in answer.text) == (422, True)
    assert not RevisionItem.objects.exists()


@pytest.fixture
def first_officer() -> Officer:
    return cases.officer()


@pytest.fixture
def case(catalogue: None, first_officer: Officer) -> Application:
    case = cases.rejected(first_officer)
    return cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))


def grant(case: Application) -> dict[str, str]:
    return {f"accept-{name}": day.isoformat() for name, day in cases.period(case).items()}


@pytest.mark.requirement("R88", "R89")
def test_nobody_judges_an_objection_to_their_own_decision(case: Application, first_officer: Officer) -> None:
    _, other = reviewer(*MAY)
    page = review(other, case)
    assert "Eksik belge eklendi." in page
    assert "objection-evidence.pdf" in page
    assert "İtirazı reddet" in page
    first_officer.user_permissions.set(other_permissions())
    desk = at_the_desk(first_officer)
    own = review(desk, case)
    assert "ilk kararı veren görevli değerlendiremez" in own
    assert 'id="itirazi-reddet"' not in own
    refused = decide(desk, case, "itirazi-reddet", **{"dismiss-text": "Yeni bir husus yok."})
    assert refused.status_code == 422
    case.refresh_from_db()
    assert case.status == Status.OBJECTION_UNDER_EVALUATION


def other_permissions() -> Any:
    return Permission.objects.filter(codename__in=MAY)


@pytest.mark.requirement("R88")
@pytest.mark.parametrize(
    ("decision", "state"),
    [("itirazi-kabul-et", Status.APPROVED), ("yeniden-ac", Status.UNDER_EVALUATION)],
)
def test_who_accepts_an_objection_writes_down_what_is_new(case: Application, decision: str, state: Status) -> None:
    _, desk = reviewer(*MAY)
    prefix = "accept" if decision == "itirazi-kabul-et" else "reopen"
    values = grant(case) if prefix == "accept" else {}
    assert decide(desk, case, decision, **values).status_code == 422
    note = {f"{prefix}-note": "İmzalı kabul yazısı sunuldu."}
    assert decide(desk, case, decision, **values, **note).status_code == 302
    case.refresh_from_db()
    assert case.status == state
    assert HistoryEntry.objects.filter(application=case).latest("pk").note == "İmzalı kabul yazısı sunuldu."
    told = Notice.objects.get(subject_id=case.pk, kind="objection_accepted").text
    assert ("ret kararı kaldırıldı" in told) == (state == Status.APPROVED)
    assert ("yeniden değerlendirmeye alındı" in told) == (state == Status.UNDER_EVALUATION)
    shown = signed_in(case.applicant).get(reverse("application", args=[case.pk])).text
    assert "İmzalı kabul yazısı sunuldu." not in shown, "the note is the officers' own"
    assert "Önceki ret kararı" in shown, "a lifted decision is not shown as the one that holds"
    assert ">Karar<" not in shown


@pytest.mark.requirement("R90")
def test_a_dismissed_objection_is_final_and_names_the_court(case: Application) -> None:
    _, desk = reviewer(*MAY)
    assert decide(desk, case, "itirazi-reddet").status_code == 422
    assert decide(desk, case, "itirazi-reddet", **{"dismiss-text": "Sunulan belge eskisi."}).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.OBJECTION_REJECTED
    told = Notice.objects.get(subject_id=case.pk, kind="objection_dismissed").text
    assert "Sunulan belge eskisi." in told
    assert "idare mahkemesinde" in told


def test_a_reason_that_the_letter_cannot_show_is_marked_where_it_was_written(case: Application) -> None:
    _, desk = reviewer(*MAY)
    answer = decide(desk, case, "itirazi-reddet", **{"dismiss-text": "Kimlik: 김철수"})
    assert answer.status_code == 422
    assert "Kimlik: 김철수" in answer.text
    beside = answer.text.partition('id="id_dismiss-text_error"')[2].partition("</div>")[0]
    assert "Gerekçede karar yazısına basılamayan karakterler var: 김 수 철" in beside
    case.refresh_from_db()
    assert case.status == Status.OBJECTION_UNDER_EVALUATION


def test_the_evidence_can_be_opened_at_the_desk_and_nothing_else(case: Application) -> None:
    _, desk = reviewer("view_application")
    foreign = cases.upload(case.applicant, "objection-evidence")
    page = review(desk, case)
    (evidence,) = case.objection.evidence
    assert reverse("admin:review_file", args=[case.pk, evidence["upload"]]) in page
    assert desk.get(reverse("admin:review_file", args=[case.pk, foreign.pk])).status_code == 404
