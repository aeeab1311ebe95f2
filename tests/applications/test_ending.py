"""How an exemption ends against its holder's will, and what holders must tell (domain 1.5; Law 6735 art. 15, 22)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from applicants.models import EntryRecord, Notice
from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.lifecycle.cancellation_guards import KNOWN_AGAINST, entry_due_on
from applications.models import Application
from applications.models.status import CancellationGround, Status
from documents import cards
from documents.issued.verification import VerificationVerdict, verify_code
from documents.models import Card, Certificate
from documents.models.card import CardState
from payments.payment_periods import add_months
from tests.builders.browsers import signed_in
from tests.builders.cancellations import DAY, FITTING
from tests.staff import at_the_desk

from . import cases
from .desk import decide
from .holders import hand_over, holder_of_a_card

pytestmark = pytest.mark.django_db

REASON = "Denetimde tespit edildi."


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


@pytest.mark.requirement("L12")
@pytest.mark.parametrize("ground", CancellationGround.values)
def test_the_ministry_cancels_with_a_ground_and_the_holder_is_told_what_follows(ground: str) -> None:
    case = holder_of_a_card()
    FITTING.get(ground, lambda each: None)(case)
    case = cases.do("cancel", case, Actor.from_person(cases.officer()), ground=ground, text="Denetimde tespit edildi.")
    assert case.status == Status.CANCELLED
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert (certificate.end_reason, certificate.counts_on(timezone.localdate())) == ("cancelled", False)
    mail = Notice.objects.get(subject_id=case.pk, kind="cancelled").text
    for told in (
        case.get_cancellation_ground_display(),
        "Denetimde tespit edildi.",
        "15 gün içinde Bakanlığa geri verin",
    ):
        assert told in mail
    assert ("ikamet hakkınız sona erdi" in mail) is not case.never_began, "no right that never arose"


@pytest.mark.requirement("L12")
@pytest.mark.parametrize("details", [{"ground": "", "text": "Bir neden."}, {"ground": "passport", "text": " "}])
def test_nothing_is_cancelled_without_a_ground_and_words(details: dict[str, str]) -> None:
    case = cases.approved()
    with pytest.raises(engine.GuardError):
        cases.do("cancel", case, Actor.from_person(cases.officer()), **details)
    assert Application.objects.get(pk=case.pk).status == Status.APPROVED


@pytest.mark.requirement("L13")
def test_the_approval_says_that_start_and_end_of_work_are_notified() -> None:
    case = cases.approved()
    mail = Notice.objects.get(subject_id=case.pk, kind="approved").text
    assert "15 gün içinde Bakanlığa bildirmelisiniz" in mail
    assert "İşvereniniz SGK’ya bildirdiyse ayrıca bildirmeniz gerekmez" in mail


# --- grounds against what is known -----------------------------------------------------------------------
def test_every_ground_has_its_line_in_the_table() -> None:
    assert set(KNOWN_AGAINST) == set(CancellationGround)


@pytest.mark.requirement("L12")
@pytest.mark.parametrize(
    ("begins", "entered", "wrong"),
    [
        (DAY * 10, None, "altı ay"),  # not begun yet
        (DAY * 0, None, "altı ay"),
        ("six months", None, "altı ay"),  # today is the last day on which to come
        ("a day more", None, None),
        ("a day more", -DAY * 30, "girmiş"),
    ],
)
def test_nobody_has_missed_six_months_that_still_run_or_in_which_they_came(
    begins: Any, entered: timedelta | None, wrong: str | None
) -> None:
    case = holder_of_a_card()
    months = add_months(today(), -6)
    first = {"six months": months, "a day more": months - DAY}.get(begins) or today() + begins
    while begins == "six months" and add_months(first, 6) < today():  # a month without that day
        first += DAY
    Application.objects.filter(pk=case.pk).update(granted_from=first, granted_to=max(first, today()) + DAY)
    if entered:
        entry = {"entered_on": today() + entered, "stay_basis": "visa", "stay_until": today()}
        EntryRecord.objects.create(identity=case.applicant.identity, **entry)
    by = Actor.from_person(cases.officer())
    if wrong:
        with pytest.raises(engine.GuardError, match=wrong):
            cases.do("cancel", case, by, ground="no_entry", text=REASON)
    else:
        assert cases.do("cancel", case, by, ground="no_entry", text=REASON).status == Status.CANCELLED


def test_the_desk_says_beside_the_ground_what_speaks_against_it() -> None:
    case = holder_of_a_card()
    officer = cases.officer()
    officer.user_permissions.add(Permission.objects.get(codename="view_application"))
    answer = decide(at_the_desk(officer), case, "iptal-et", **{"cancel-ground": "passport", "cancel-text": REASON})
    assert answer.status_code == 422
    assert "gününe kadar geçerli." in answer.text
    assert entry_due_on(case) > today()


# --- objection to a cancellation ---------------------------------------------------------------------------
def cancelled() -> Application:
    case = holder_of_a_card()
    hand_over(case)
    by = cases.officer()
    by.user_permissions.add(Permission.objects.get(codename="view_application"))
    return cases.do("cancel", case, Actor.from_person(by), ground="work_ended", text=REASON)


@pytest.mark.requirement("L12")
def test_the_page_of_a_cancelled_file_tells_day_and_way_of_the_objection_and_that_the_card_goes_back() -> None:
    case = cancelled()
    browser = signed_in(case.applicant)
    page = browser.get(reverse("application", args=[case.pk])).text
    for told in ("İtiraz için son gün", "dilekçeyle yapılır", "Kartınız size ulaştıysa", "Takvime ekle"):
        assert told in page
    Application.objects.filter(pk=case.pk).update(objection_due_at=timezone.now() - DAY)
    late = browser.get(reverse("application", args=[case.pk])).text
    assert "İptale itiraz süresi doldu." in late
    assert "dilekçeyle yapılır" not in late
    assert "Takvime ekle" not in late


@pytest.mark.requirement("A-36", "L12")
@pytest.mark.parametrize(
    ("language", "basis", "words"),
    [
        ("tr", "objection", "itirazınız yerinde görüldü"),
        ("en", "court", "following a court decision"),
        ("ru", "objection", "возражение"),
        ("ar", "court", "المحكمة"),
    ],
)
def test_a_lifted_cancellation_makes_the_papers_valid_again(language: str, basis: str, words: str) -> None:
    """At the desk, by another officer: same certificate, same code, a card at no charge, and the holder is told."""
    case = cancelled()
    case.applicant.language = language
    case.applicant.save()
    paper = Certificate.objects.get(case_reference=case.pk)
    assert verify_code(paper.verification_code, paper.valid_from).verdict == VerificationVerdict.ENDED
    other = cases.officer()
    other.user_permissions.add(Permission.objects.get(codename="view_application"))
    form = {"reinstate-basis": basis, "reinstate-decided_on": today().isoformat(), "reinstate-text": "İş sürüyor."}
    assert decide(at_the_desk(other), case, "iptali-kaldir", **form).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.ended_on, case.cancellation_ground) == (Status.APPROVED, None, "")
    again = verify_code(paper.verification_code, paper.valid_from)
    assert (again.verdict, again.valid_to) == (VerificationVerdict.VALID, case.granted_to)
    old, new = Card.objects.filter(case_reference=case.pk).order_by("number")
    assert (old.state, new.state, new.facts) == (CardState.INVALIDATED, CardState.QUEUED, old.facts)
    mail = Notice.objects.get(subject_id=case.pk, kind="reinstated")
    assert words in mail.text
    assert "İş sürüyor." in mail.text
    entry = case.history.get(move="reinstate")
    assert (entry.officer, "İş sürüyor." in entry.note) == (other, True)
    assert "İptal kaldırıldı" in signed_in(case.applicant).get(reverse("application", args=[case.pk])).text or (
        language != "tr"
    )


@pytest.mark.requirement("A-36")
@pytest.mark.parametrize("who", ["first decider", "who cancelled"])
def test_neither_the_first_decider_nor_who_cancelled_lifts_the_cancellation(who: str) -> None:
    """A-36: by guard and by panel."""
    case = cancelled()
    officer = case.first_decider if who == "first decider" else case.history.get(move="cancel").officer
    officer.user_permissions.add(Permission.objects.get(codename="view_application"))
    details = {"basis": "court", "decided_on": today(), "text": "İş sürüyor."}
    with pytest.raises(engine.GuardError, match="ilk kararı veren veya iptal eden"):
        cases.do("reinstate", case, Actor.from_person(officer), **details)
    page = at_the_desk(officer).get(reverse("admin:review", args=[case.pk]))
    assert page.context["decisions"] == []
    assert "ilk kararı veren veya iptal eden" in page.text


@pytest.mark.requirement("L12")
@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": ""},
        {"text": " "},
        {"decided_on": None},
        {"decided_on": date(2020, 1, 1)},
        {"decided_on": today() + DAY},
    ],
)
def test_a_cancellation_is_lifted_on_a_ground_of_some_day_and_in_words(wrong: dict[str, Any]) -> None:
    case = cancelled()
    right = {"basis": "objection", "decided_on": today(), "text": "İş sürüyor."}
    with pytest.raises(engine.GuardError):
        cases.do("reinstate", case, Actor.from_person(cases.officer()), **right | wrong)


@pytest.mark.requirement("L12")
def test_an_objection_is_handed_in_within_its_term_a_judgment_comes_when_it_comes() -> None:
    case = cancelled()
    Application.objects.filter(pk=case.pk).update(
        ended_on=today() - 40 * DAY, objection_due_at=timezone.now() - 10 * DAY
    )
    late = {"decided_on": today(), "text": "İş sürüyor."}
    with pytest.raises(engine.GuardError, match="İtiraz süresi"):
        cases.do("reinstate", case, Actor.from_person(cases.officer()), basis="objection", **late)
    assert (
        cases.do("reinstate", case, Actor.from_person(cases.officer()), basis="court", **late).status == Status.APPROVED
    )
    assert cards.find_live_card(case.pk) is not None


# --- mails that say what is, and nothing that never was ---------------------------------------------------
@pytest.mark.requirement("A-34")
@pytest.mark.parametrize(("begins", "card"), [(10, False), (-5, False), (-5, True)])
def test_the_mail_of_an_end_keeps_to_one_tense_and_to_rights_that_arose(begins: int, card: bool) -> None:
    for move, details in (
        ("terminate", {"effective_on": today()}),
        ("cancel", {"ground": "work_ended", "text": REASON}),
    ):
        case = holder_of_a_card() if card else cases.approved()
        first = today() + begins * DAY
        Application.objects.filter(pk=case.pk).update(granted_from=first)
        cases.do(move, case, Actor.from_person(cases.officer()), **details)
        mail = Notice.objects.filter(subject_id=case.pk).latest("created_at")
        never = begins > 0
        assert ("Hiç yürürlüğe girmez" in mail.text) is never
        assert ("ikamet hakkınız" in mail.text) is not never
        assert ("Kartınız size ulaştıysa" in mail.text) is card
        if move == "terminate":
            assert mail.title == (
                "Çalışma izni muafiyetiniz başlamadan sonlandırıldı"
                if never
                else "Çalışma izni muafiyetiniz sona eriyor"
            )
