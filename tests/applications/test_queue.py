"""The queue: taking the next, who gets what, pages by key, tiles, the search, saved filters, and what it all costs."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applicants.models import Applicant, AuditEntry, Identity, RegistryRecord
from applications.casework import assignment
from applications.casework.queue import MAX_COUNTED, PAGE_SIZE, QueueFilter, count_tiles, load_page, search_applications
from applications.lifecycle.actors import Actor
from applications.models import Application, Contact, RevisionItem, SavedFilter, Work
from applications.models.status import Status
from tests.builders.browsers import reviewer
from tests.builders.queue import MAY, SENIOR

from . import cases
from .desk import decide

QUEUE = "admin:applications_application_changelist"

pytestmark = pytest.mark.django_db


def copies(case: Application, many: int) -> list[Application]:
    """More files like this one, of other people, each due a second later."""
    rows = []
    for number in range(many):
        applicant = cases.person(profile=False)
        rows.append(
            Application(
                applicant=applicant,
                category_id=case.category_id,
                status=case.status,
                number=f"EM-2020-{number:06d}-0",
                submitted_at=case.submitted_at,
                snapshot=case.snapshot,
                rules=case.rules,
                name_as_sent=f"PERSON {number}",
                name_key=f"person {number}",
                nationality_as_sent="UZB",
                evaluation_due_at=case.evaluation_due_at + timedelta(seconds=1 + number // 3),
            )
        )
    return Application.objects.bulk_create(rows)


# --- taking ----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_never_get_the_same_file() -> None:
    cases.catalogue()
    copies(cases.sent(), 5)
    officers, start, taken = [cases.officer() for _ in range(6)], Barrier(6), []

    def take(officer: Any) -> None:
        start.wait()
        case = assignment.take_next_application(officer)
        taken.append(case and case.pk)
        connection.close()

    threads = [Thread(target=take, args=[officer]) for officer in officers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(taken) - {None}) == 6
    assert AuditEntry.objects.filter(action="took_application").count() == 6


def test_the_next_is_the_oldest_that_nobody_has_and_that_the_officer_may_decide(catalogue: None) -> None:
    objected, first = cases.objected(), cases.sent()
    own = Application.objects.get(pk=objected.pk).first_decider
    Application.objects.filter(pk=objected.pk).update(evaluation_due_at=timezone.now())
    second = cases.sent()
    Application.objects.filter(pk=second.pk).update(evaluation_due_at=first.evaluation_due_at + timedelta(days=1))
    reviewing, _ = reviewer(*MAY)
    senior, _ = reviewer(*SENIOR)
    assert assignment.take_next_application(own) == first, "not the objection to their own decision"
    assert assignment.take_next_application(reviewing) == second, "objections are a senior's"
    assert assignment.take_next_application(reviewing) is None
    assert assignment.take_next_application(senior) == objected


def test_a_file_is_taken_given_back_and_handed_over(catalogue: None) -> None:
    case = cases.sent()
    officer, desk = reviewer(*MAY)
    other, others_desk = reviewer(*MAY)
    _, seniors_desk = reviewer(*SENIOR)
    assert desk.post(reverse("admin:take_next")).url == reverse("admin:review", args=[case.pk])
    there = reverse("admin:assign", args=[case.pk])
    refused = others_desk.get(others_desk.post(there, {"take": "1"}).url)
    assert f"Dosya {officer.username} üzerinde." in refused.text
    answer = decide(others_desk, case, "reddet", **{"reject-ground": "policy", "reject-text": "x"})
    assert "önce devredilmesi gerekir" in others_desk.get(answer.url).text
    assert others_desk.post(there, {"officer": str(other.pk)}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.assigned_to) == (Status.UNDER_EVALUATION, officer)
    seniors_desk.post(there, {"officer": str(other.pk)})
    case.refresh_from_db()
    assert case.assigned_to == other
    others_desk.post(there, {"give_back": "1"})
    case.refresh_from_db()
    assert (case.assigned_to, case.assigned_at) == (None, None)
    auditor, auditors_desk = reviewer("view_application")
    assert auditors_desk.post(reverse("admin:take_next")).status_code == 403
    assert auditors_desk.post(there, {"take": "1"}).status_code == 403
    seniors_desk.post(there, {"officer": str(auditor.pk)})
    case.refresh_from_db()
    assert case.assigned_to is None
    assert Application.objects.get(pk=case.pk).version == case.version


def test_what_comes_back_from_revision_comes_back_to_its_officer_and_an_objection_to_nobody(catalogue: None) -> None:
    case, (officer, desk) = cases.sent(), reviewer(*MAY)
    assignment.take_application(case.pk, officer)
    decide(desk, case, "revizyon-iste", **{"revision-isyeri__occupation": "Açıklayın."})
    assert assignment.take_next_application(officer) is None
    RevisionItem.objects.update(answered_at=timezone.now())
    case.refresh_from_db()
    cases.do("resubmit", case, Actor.from_person(case.applicant))
    returned = load_page(QueueFilter(desk="revizyondan"), officer).rows
    assert [(each, each.assigned_to) for each in returned] == [(case, officer)]
    case.refresh_from_db()
    decide(desk, case, "reddet", **{"reject-ground": "policy", "reject-text": "Uygun değil."})
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    case.refresh_from_db()
    assert (case.assigned_to, case.resubmitted_at) == (None, None)


def test_a_senior_hands_out_several_and_hears_what_did_not_go(catalogue: None) -> None:
    first, done = cases.sent(), cases.approved()
    _, seniors_desk = reviewer(*SENIOR)
    officer, desk = reviewer(*MAY)
    posted = {"case": [str(first.pk), str(done.pk), "x"], "officer": str(officer.pk), "query": "masa=atanmamis"}
    answer = seniors_desk.post(reverse("admin:hand_out"), posted)
    assert answer.url == f"{reverse(QUEUE)}?masa=atanmamis"
    assert "1 dosya" in seniors_desk.get(answer.url).text
    assert list(Application.objects.filter(assigned_to=officer)) == [first]
    assert desk.post(reverse("admin:hand_out"), posted).status_code == 403


# --- pages, tiles, filters --------------------------------------------------------------------------------
def test_paging_by_key_neither_loses_nor_repeats_while_files_leave(catalogue: None) -> None:
    case = cases.sent()
    everybody = {case.pk, *(each.pk for each in copies(case, 2 * PAGE_SIZE + 4))}
    officer, desk = reviewer(*MAY)
    seen: list[Any] = []
    wanted = QueueFilter()
    while True:
        shown = load_page(wanted, officer)
        seen += [each.pk for each in shown.rows]
        # What was read is decided by somebody and leaves.
        Application.objects.filter(pk__in=[each.pk for each in shown.rows[:5]]).update(
            status=Status.WITHDRAWN, version=F("version") + 1
        )
        if not shown.next:
            break
        wanted = QueueFilter.from_query(QueryDict(shown.next[1:]))
    assert len(seen) == len(set(seen))
    assert set(seen) == everybody
    assert desk.get(reverse(QUEUE)).text.count('rel="next"') == 1
    assert desk.get(reverse(QUEUE), {"sonra": "yarın,x", "gorevli": "x", "masa": "yok"}).status_code == 200


def test_tiles_count_what_they_lead_to(catalogue: None) -> None:
    officer, _ = reviewer(*SENIOR)
    mine, late, objected, paying = cases.sent(), cases.sent(), cases.objected(), cases.awaiting_payment()
    cases.draft()
    assignment.take_application(mine.pk, officer)
    Application.objects.filter(pk=late.pk).update(evaluation_due_at=timezone.now() - timedelta(days=1))
    expected = {
        "bekleyen": {mine, late, objected},
        "benim": {mine},
        "atanmamis": {late, objected},
        "geciken": {late},
        "revizyondan": set(),
        "itiraz": {objected},
        "odeme": {paying},
        "ulasmayan": set(),
    }
    assert {tile.key: tile.count for tile in count_tiles(officer)} == {key: len(rows) for key, rows in expected.items()}
    for key, rows in expected.items():
        assert set(load_page(QueueFilter(desk=key), officer).rows) == rows
    assert set(load_page(QueueFilter(desk="tumu"), officer).rows) == {mine, late, objected, paying}
    assert MAX_COUNTED == 1000
    narrowed = QueueFilter(desk="bekleyen", status=Status.OBJECTION_UNDER_EVALUATION, nationality="UZB")
    assert load_page(narrowed, officer).rows == [objected]
    assert load_page(QueueFilter(nationality="DEU"), officer).rows == []


def test_a_filter_is_kept_under_a_name_of_ones_own(catalogue: None) -> None:
    _, desk = reviewer(*MAY)
    _, stranger = reviewer(*MAY)
    save = reverse("admin:save_filter")
    desk.post(save, {"name": "  Özbek   itirazları ", "query": "masa=itiraz&uyruk=UZB&sonra=x&baska=y"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Özbek itirazları", "masa=itiraz&uyruk=UZB")
    assert "?masa=itiraz&amp;uyruk=UZB" in desk.get(reverse(QUEUE)).text
    assert "Özbek itirazları" not in stranger.get(reverse(QUEUE)).text
    stranger.post(save, {"forget": str(kept.pk)})
    assert SavedFilter.objects.exists()
    desk.post(save, {"forget": str(kept.pk)})
    assert not SavedFilter.objects.exists()


# --- search -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("surname", "given", "words"),
    [
        ("IŞIKÇI", "ÖZGÜR", "isikci ozgur"),
        ("Groß", "Jürgen", "GROSS jurgen"),
        ("Dvořák", "Antonín", "antonin dvorak"),
        ("İbrahimova", "Aygün", "ıbrahimova"),
        ("Łukasz", "Þór", "lukasz thor"),
    ],
)
def test_names_are_found_without_their_marks_in_any_order(
    catalogue: None, surname: str, given: str, words: str
) -> None:
    case = cases.sent(cases.draft(cases.person(surname=surname, given_names=given)))
    cases.sent()
    assert search_applications(words) == ([case], False)
    assert search_applications(f"{words} baskasi") == ([], False)
    assert search_applications("is")[0] == []


def test_numbers_find_their_file_by_post_and_leave_no_trace_in_the_address(catalogue: None) -> None:
    case = cases.sent()
    cases.sent()
    cases.draft(cases.person(passport_number="DRAFT123"))
    identity = Identity.objects.get(pk=case.applicant_id)
    _, desk = reviewer(*MAY)
    for words in (
        case.number.lower(),
        identity.foreigner_id,
        f" {identity.passport_number[:2]} {identity.passport_number[2:]}",
    ):
        answer = desk.post(reverse("admin:queue_search"), {"q": words})
        assert answer.text.count('class="field-number_column"') == 1
        assert reverse("admin:review", args=[case.pk]) in answer.text
    assert search_applications("DRAFT123") == ([], False)
    assert desk.get(reverse("admin:queue_search"), {"q": "KARIMOVA"}).status_code == 302
    trail = AuditEntry.objects.filter(action="searched")
    assert [each.detail for each in trail] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("surname", "given", "words"),
    [
        ("O'Brien", "Sean", "OBRIEN"),
        ("OBRIEN", "SEAN", "o’brien sean"),
        ("Gʻulomov", "Oʻktam", "GULOMOV"),
        ("Al-Hassan", "Omar", "ALHASSAN"),
        ("ALHASSAN", "OMAR", "Al Hassan Omar"),
        ("Müller", "Jürgen", "mueller"),
        ("Müller", "Jürgen", "MULLER JUERGEN"),
        ("MUELLER", "JUERGEN", "Müller"),
        ("Məmmədova", "Gülnarə", "gulnara mammadova"),
        ("Wu", "Li", "wu li"),
    ],
)
def test_names_are_found_in_any_of_their_spellings(catalogue: None, surname: str, given: str, words: str) -> None:
    case = cases.sent(cases.draft(cases.person(surname=surname, given_names=given)))
    cases.sent()
    assert search_applications(words) == ([case], False)


def test_a_name_is_found_in_the_records_spelling_too(catalogue: None) -> None:
    person = cases.person(surname="Müller", given_names="Jürgen")
    RegistryRecord.objects.create(identity=person.identity, surname="MULLER", given_names="JUERGEN")
    case = cases.sent(cases.draft(Applicant.objects.select_related("identity").get(pk=person.pk)))
    assert search_applications("juergen muller") == ([case], False)


def test_a_file_is_found_by_every_number_and_address_of_its_person(catalogue: None) -> None:
    case = cases.sent()
    cases.sent()
    contact, identity = Contact.objects.get(applicant=case.applicant), Identity.objects.get(pk=case.applicant_id)
    contact.phone, contact.second_phone = "+905321112233", "+442079460018"
    contact.second_email = "ikinci@ornek.test"
    contact.save()
    Work.objects.filter(pk=case.work.pk).update(sgk_workplace_no="45210343400456780341299000")
    year, sequence = case.number[3:7], case.number[8:14]
    for words in (
        case.number,
        case.number[:-2],
        f"em {year} {sequence}",
        f"{year}/{int(sequence)}",
        f"EM–{year}–{sequence}".replace("–", "-"),
        case.applicant.email.upper(),
        f"<{case.applicant.email}>\u200b",
        "ikinci@ornek.test",
        "+90 532 111 22 33",
        "0532 111 22 33",
        "5321112233",
        "0090 (532) 111-22-33",
        "+44 (0)20 7946 0018",
        "45210343400456780341299000",
        "4 5210 34 34 0045678 034 12 99 000",
        "45210343400456780341299",
        f"{identity.passport_number[:2]}-{identity.passport_number[2:]}",
        f" {identity.foreigner_id[:3]} {identity.foreigner_id[3:]}",
    ):
        assert search_applications(words) == ([case], False), words
    for words in ("\x00", "\u200b", "+", "@", "EM-2026", "99", "2620106060001234"):
        assert search_applications(words) == ([], False), words


def test_no_search_reads_a_whole_table(catalogue: None) -> None:
    """Where sequential reading is switched off, what has no index has nothing else."""
    cases.sent()
    plans = []
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        for words in ("mueller wu", "a@ornek.test", "+905321112233", "26201060600012340060137000", "AB1234567"):
            search_applications(words)
        queries = [each["sql"] for each in asked.captured_queries]
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in queries:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    for sql, plan in zip(queries, plans, strict=True):
        assert "Seq Scan" not in plan.replace("Seq Scan on applications_category", ""), (sql, plan)


# --- cost, and whose it is -----------------------------------------------------------------------------------
def test_the_queue_costs_the_same_with_one_and_with_fifty(catalogue: None, django_assert_num_queries: Any) -> None:
    case = cases.sent()
    _, desk = reviewer(*MAY)
    _, seniors_desk = reviewer(*SENIOR)
    desk.post(reverse("admin:save_filter"), {"name": "benim", "query": "masa=benim"})
    desk.get(reverse(QUEUE))  # the catalogue is read once for everybody
    for more in (0, 49):
        copies(case, more)
        shown = min(1 + more, PAGE_SIZE)
        with django_assert_num_queries(9):
            assert desk.get(reverse(QUEUE)).text.count('class="field-number_column"') == shown
        with django_assert_num_queries(10):
            assert seniors_desk.get(reverse(QUEUE)).status_code == 200
        with django_assert_num_queries(12):
            assert desk.post(reverse("admin:queue_search"), {"q": "karimova"}).status_code == 200


def test_no_draft_is_ever_seen_and_nobody_without_the_right_sees_the_queue(catalogue: None) -> None:
    draft = cases.draft()
    _, desk = reviewer(*MAY)
    for query in ({}, {"masa": "tumu"}, {"durum": "draft"}, {"masa": "tumu", "durum": "draft"}):
        assert str(draft.pk) not in desk.get(reverse(QUEUE), query).text
    _, nobody = reviewer()
    assert nobody.get(reverse(QUEUE)).status_code == 403
    for name in ("take_next", "queue_search", "save_filter", "hand_out"):
        assert nobody.post(reverse(f"admin:{name}")).status_code == 403
