"""What officers find while they read: verdicts, notes, registries beside declarations, the person's other files."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from applicants.models import EntryRecord, Identity, RegistryRecord
from applicants.privacy import personal_data
from applications.admin.review import registry
from applications.casework import findings
from applications.lifecycle import document_facts
from applications.lifecycle.actors import Actor
from applications.models import Application, Lookup, OfficerNote, RevisionItem, Verdict
from applications.models.status import Status
from documents.issued.letter import LetterKind
from tests.builders.browsers import reviewer, signed_in

from . import cases
from .desk import decide

pytestmark = pytest.mark.django_db
MAY = ("view_application", "decide_application")
SENIOR = (*MAY, "decide_objection", "assign_application")
OCCUPATION, SCAN = ("isyeri", "occupation"), ("pasaport", "scan")


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def give(desk: Client, case: Application, **values: str) -> Any:
    return desk.post(reverse("admin:verdict", args=[case.pk]), values)


def review(desk: Client, case: Application) -> Any:
    return desk.get(reverse("admin:review", args=[case.pk]))


# --- verdicts ------------------------------------------------------------------------------------------
def test_what_is_found_wrong_opens_by_itself_in_the_revision() -> None:
    case, (_, desk) = cases.sent(), reviewer(*MAY)
    scan = case.snapshot["passport"]["scan"]["upload"]
    answer = give(
        desk,
        case,
        **{
            "bulgu-isyeri__occupation": "to_mend",
            "neden-isyeri__occupation": "Sözleşmedeki gibi yazılsın.",
            "bulgu-pasaport__scan": "to_mend",
            "hazir-pasaport__scan": "missing-pages",
            "bulgu-kisisel__photo": "fine",
            "bulgu-riza__consent": "fine",
            "bulgu-isyeri__purpose": "nonsense",
            "belge": scan,
        },
    )
    assert answer.url == f"{reverse('admin:review', args=[case.pk])}?belge={scan}#belgeler"
    found = Verdict.objects.order_by("step").values_list("step", "field", "finding", "officer")
    assert [each[:3] for each in found] == [
        ("isyeri", "occupation", "to_mend"),
        ("kisisel", "photo", "fine"),
        ("pasaport", "scan", "to_mend"),
    ]
    page = review(desk, case)
    form = next(form for decision, form, _ in page.context["decisions"] if decision.slug == "revizyon-iste")
    assert form["isyeri__occupation"].value() == "Sözleşmedeki gibi yazılsın."
    assert form["pasaport__scan__reason"].value() == "missing-pages"
    assert form["kisisel__photo"].value() is None
    posted = {f"revision-{name}": form[name].value() or "" for name in form.fields}
    assert decide(desk, case, "revizyon-iste", **posted).status_code == 302
    assert RevisionItem.objects.get(field="scan").explanation.startswith("Belgenin bazı sayfaları eksik.")


def test_a_verdict_is_added_once_and_changed_by_another_and_stale_after_the_answer_changes() -> None:
    case, (officer, desk) = cases.sent(), reviewer(*MAY)
    fine = {"bulgu-isyeri__occupation": "fine"}
    for _ in range(2):
        give(desk, case, **fine)
    assert Verdict.objects.count() == 1, "pressing again adds nothing"
    give(desk, case, **{"bulgu-isyeri__occupation": "unclear", "neden-isyeri__occupation": "Hangi bölüm?"})
    held = findings.load_current_verdicts(case)[OCCUPATION]
    assert (held.verdict.finding, held.verdict.text, held.stale) == ("unclear", "Hangi bölüm?", False)
    case.snapshot["work"]["occupation"] = "Profesör"
    assert findings.load_current_verdicts(case)[OCCUPATION].stale
    assert findings.select_verdicts_to_mend(findings.load_current_verdicts(case)) == {}
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.update(finding="fine")
    assert findings.record_verdict(case, SCAN, "fine", officer).finding == "fine"


def test_papers_nobody_found_fine_are_named_before_a_file_is_found_appropriate() -> None:
    case, (_, desk) = cases.sent(), reviewer(*MAY)
    open_papers = findings.list_unsettled_questions(case, {})
    assert SCAN in open_papers
    assert ("isyeri", "contract") in open_papers
    fine = {f"bulgu-{step}__{field}": "fine" for step, field in open_papers if (step, field) != SCAN}
    give(desk, case, **fine)
    assert findings.list_unsettled_questions(case, findings.load_current_verdicts(case)) == [SCAN]
    assert "Uygun bulunmamış belgeler" in review(desk, case).text


def test_who_may_not_decide_writes_no_verdict_and_no_note() -> None:
    case, (_, desk) = cases.sent(), reviewer("view_application")
    assert give(desk, case, **{"bulgu-isyeri__occupation": "fine"}).status_code == 403
    assert desk.post(reverse("admin:note", args=[case.pk]), {"text": "x"}).status_code == 403
    page = review(desk, case).text
    assert reverse("admin:verdict", args=[case.pk]) not in page
    assert reverse("admin:note", args=[case.pk]) not in page
    assert not Verdict.objects.exists()
    assert not OfficerNote.objects.exists()


# --- notes -----------------------------------------------------------------------------------------------
def test_a_note_stays_and_the_applicant_never_sees_it() -> None:
    case, (officer, desk) = cases.sent(), reviewer(*MAY)
    secret = "Telefonla görüşüldü, sözleşme doğrulandı."
    desk.post(reverse("admin:note", args=[case.pk]), {"text": secret})
    desk.post(reverse("admin:note", args=[case.pk]), {"text": "  "})
    give(desk, case, **{"bulgu-isyeri__occupation": "unclear", "neden-isyeri__occupation": secret})
    note = OfficerNote.objects.get()
    assert (note.officer, note.text) == (officer, secret)
    page = review(desk, case).text
    assert secret in page
    assert officer.username in page
    for change in (lambda: OfficerNote.objects.update(text="x"), lambda: OfficerNote.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    decide(desk, case, "reddet", **{"reject-ground": "policy", "reject-text": "Uygun değil."})
    browser = signed_in(case.applicant)
    for name, arguments in (
        ("application", [case.pk]),
        ("application_list", []),
        ("inbox", []),
        ("objection", [case.pk]),
    ):
        assert secret not in browser.get(reverse(name, args=arguments)).text
    assert secret not in str(personal_data.exportable_rows(personal_data.collect_personal_data(case.applicant)))
    assert not case.applicant.notices.filter(text__contains=secret).exists()


# --- registries --------------------------------------------------------------------------------------------
def lines(case: Application, desk: Client) -> dict[str, str]:
    return {str(each.label): each.state for each in review(desk, case).context["compared"]}


def test_declarations_stand_beside_what_the_registries_hold() -> None:
    person = cases.person(door="passport", consular_reference=None, mission="")
    identity = Identity.objects.get(pk=person.pk)
    RegistryRecord.objects.create(
        identity=identity, sex="K", father_name="ÖZGÜR", birth_place="Toshkent", birth_country="KAZ"
    )
    EntryRecord.objects.create(
        identity=identity,
        entered_on=cases.today(),
        gate="İstanbul Havalimanı",
        stay_basis="visa",
        stay_until=cases.today() + timedelta(days=30),
    )
    case = cases.sent(cases.draft(person))
    case.snapshot["personal"] |= {"father_name": "Ozgur", "birth_country": "UZB"}
    case.save(update_fields=["snapshot"])
    work = case.snapshot["work"]
    Lookup.objects.create(application=case, kind="workplace", code=work["sgk_workplace_no"], outcome="unknown")
    _, desk = reviewer("view_application")
    assert lines(case, desk) == {
        "Ad soyad": "same",
        "Uyruk": "same",
        "Doğum tarihi": "same",
        "Pasaport numarası": "same",
        "Yabancı kimlik no": "same",
        "Baba adı": "same",
        "Ana adı": "silent",
        "Doğum yeri": "same",
        "Cinsiyet": "same",
        "Medeni hâl": "silent",
        "Doğduğu ülke": "differs",
        "Son giriş": "unsaid",
        "Kalış hakkı": "same",
        "Kalış hakkının son günü": "differs",
        "SGK işyeri kaydı": "differs",
    }
    assert "3 fark" in review(desk, case).text
    assert registry.STATE_LABELS["differs"] == "Farklı"


def test_a_record_without_a_day_is_seen_to_agree_and_its_spelling_stands_beside_the_typed_one() -> None:
    """A-38, A-40."""
    person = cases.person(
        door="passport", consular_reference=None, mission="", surname="Al-Hassan", given_names="Omar", birth_day=15
    )
    EntryRecord.objects.create(
        identity=Identity.objects.get(pk=person.pk),
        entered_on=cases.today(),
        stay_basis="none",
        surname="ALHASSAN",
        given_names="OMAR",
        birth_year=1991,
        birth_month=4,
    )
    case = cases.sent(cases.draft(person))
    _, desk = reviewer("view_application")
    found = {str(each.label): each for each in review(desk, case).context["compared"]}
    assert (found["Ad soyad"].said, found["Ad soyad"].known) == ("Omar Al-Hassan", "OMAR ALHASSAN")
    assert found["Ad soyad"].state == "same"
    assert (found["Doğum tarihi"].known, found["Doğum tarihi"].state) == ("Nisan 1991", "partial")
    facts = document_facts.build_letter_facts(case, LetterKind.REJECTED)
    assert (facts.surname, facts.given_names) == ("ALHASSAN", "OMAR")


@pytest.mark.parametrize(
    ("said", "known", "state"),
    [("Chak 45 JB", "CHAK 45 JB", "same"), ("Chak 45 JB", "CHAK 46 JB", "differs"), ("Köln", "KOELN", "same")],
)
def test_places_of_birth_are_one_in_any_spelling_but_not_with_another_number(said: str, known: str, state: str) -> None:
    assert registry._compare_place("", said, known, "", None).state == state


def test_other_files_of_the_person_are_found_by_number_too_and_overlaps_are_marked() -> None:
    before = cases.approved()
    Application.objects.filter(pk=before.pk).update(category_id=cases.RESEARCH)
    identity = Identity.objects.get(pk=before.applicant_id)
    other_account = cases.person(door="edevlet", passport_number="", consular_reference=None, mission="")
    other_account.passport.number = identity.passport_number
    other_account.passport.save()
    case = cases.sent(cases.draft(other_account))
    _, desk = reviewer("view_application")
    (found,) = review(desk, case).context["earlier"]
    assert (found.case, found.overlaps, found.elsewhere) == (before, True, True)
    page = review(desk, case).text
    assert "Başka hesaptan" in page
    assert "İstenen süreyle çakışıyor" in page
    stranger = cases.sent()
    assert review(desk, stranger).context["earlier"] == []


# --- history and cost ----------------------------------------------------------------------------------------
def test_officers_read_who_did_what_with_remarks_and_mails() -> None:
    first = cases.officer("ilk.uzman")
    case = cases.rejected(first)
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    case.refresh_from_db()
    _, desk = reviewer(*SENIOR)
    decide(desk, case, "yeniden-ac", **{"reopen-note": "Yeni belge geldi."})
    happened = review(desk, case).context["events"]
    told = [(str(each.title), each.who, each.text) for each in happened]
    assert ("Reddedildi", "ilk.uzman", "") in told
    assert ("Başvuru gönderildi", "başvuru sahibi", "") in told
    assert any(text == "Yeni belge geldi." for _, _, text in told)
    assert any(title.startswith("Bildirim: Başvurunuz reddedildi") for title, _, _ in told)
    assert [each.at for each in happened] == sorted((each.at for each in happened), reverse=True)


def test_the_review_page_costs_the_same_however_much_there_is(django_assert_num_queries: Any) -> None:
    case = cases.sent(cases.payable_draft())
    officer, desk = reviewer(*MAY)
    _, seniors_desk = reviewer(*SENIOR)
    for many in (1, 3):
        for number in range(many):
            OfficerNote.objects.create(application=case, officer=officer, text=f"Not {number}")
            findings.record_verdict(case, SCAN, "fine", officer, text=str(number))
            RevisionItem.objects.create(
                application=case, step="isyeri", field="occupation", explanation="x", closed_at=case.submitted_at
            )
        with django_assert_num_queries(14):
            assert review(desk, case).status_code == 200
        with django_assert_num_queries(15):
            assert review(seniors_desk, case).status_code == 200
    assert case.status == Status.UNDER_EVALUATION
