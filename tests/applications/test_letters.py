"""Decision letters: what somebody who was refused, or whose exemption ended, holds in their hands."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from applicants.models import Notice
from applications.lifecycle.actors import Actor
from applications.lifecycle.engine import GuardError
from applications.models import Application
from applications.requests.request_transitions import TERMINATION
from documents import storage
from documents.issued.letter.render_letter import get_letter_renderer
from documents.issued.seal.pdf_sealer import get_sealer
from documents.models import Letter
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.browsers import signed_in
from tests.builders.letters import letter_of, pages_of

from . import cases
from .holders import ask_for_the_end, do

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def ended_on_request() -> Application:
    case = cases.approved()
    row = ask_for_the_end(case)
    do(TERMINATION, "accept", row, Actor.from_person(cases.officer()))
    return case


def cancelled(text: str = "Denetimde tespit edildi.") -> Application:
    return cases.do("cancel", cases.approved(), Actor.from_person(cases.officer()), ground="forged", text=text)


def dismissed() -> Application:
    return cases.do(
        "dismiss_objection", cases.objected(), Actor.from_person(cases.officer()), text="Yeni bir husus yok."
    )


WAYS = {
    "rejected": (cases.rejected, ["Ret Kararı", "Uluslararası işgücü politikasına uygun değil", "Uygun bulunmadı."]),
    "objection_dismissed": (
        dismissed,
        ["İtirazın Sonucu: Ret", "Yeni bir husus yok.", "60 gün içinde idare mahkemesinde"],
    ),
    "terminated": (ended_on_request, ["Muafiyetin Sonlandırılması", "isteğiniz üzerine", "geri verilmez"]),
    "cancelled": (
        cancelled,
        ["Muafiyetin İptali", "sahte veya yanıltıcı", "Denetimde tespit edildi.", "15 gün içinde"],
    ),
}


@pytest.mark.parametrize("kind", WAYS)
def test_each_decision_comes_as_a_sealed_letter_with_its_mail(kind: str) -> None:
    way, says = WAYS[kind]
    case = way()
    mail = Notice.objects.get(subject_id=case.pk, kind=kind)
    assert mail.promise_state == "held"
    letter = letter_of(case, kind)
    content = storage.read_file(letter.pdf)
    [page] = pages_of(content)
    case.refresh_from_db()
    for words in (*says, letter.number, case.number, "KARIMOVA", "Özbekistan Uzbekistan", "ÖRNEK"):
        assert words in page
    mail.refresh_from_db()
    assert (mail.promise_state, mail.attachment, mail.attachment_name) == ("queued", letter.pdf, letter.file_name)
    assert letter.seal is not None
    assert letter.seal.fingerprint == get_sealer().fingerprint


def test_a_long_reason_flows_over_pages_and_none_of_it_is_lost() -> None:
    text = "\n".join(f"{n}. tespit: sunulan belge başvurulan faaliyetle ilgili değildir." for n in range(1, 121))
    content = storage.read_file(letter_of(cancelled(text), "cancelled").pdf)
    pages = pages_of(content)
    assert len(pages) > 2
    words = " ".join(pages)
    assert [n for n in range(1, 121) if f"{n}. tespit: sunulan belge" not in words] == []
    assert f"1 / {len(pages)}" in pages[0]


def test_a_reason_that_no_letter_could_show_is_refused_while_its_writer_can_still_mend_it() -> None:
    case = cases.approved()
    with pytest.raises(GuardError, match="basılamayan karakterler var: 김 수 철"):
        cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sunulan kimlik:\n\t김철수")
    case.refresh_from_db()
    assert case.status == "approved"
    assert cancelled("Sunulan kimlik:\r\n\tKim Çeol-su — “№ 7”").status == "cancelled"


def test_a_letter_that_cannot_be_made_keeps_nobody_waiting_for_the_decision() -> None:
    case = cancelled()
    letter = Letter.objects.get(case_reference=case.pk)
    letter.facts |= {"text": "김철수"}
    mail = Notice.objects.get(subject_id=case.pk, kind="cancelled")
    lost = Letter(
        owner=letter.owner,
        case_reference=case.pk,
        kind=letter.kind,
        number="MK-2026-9999999-9",
        facts=letter.facts,
        issued_at=letter.issued_at,
        notice=mail,
    ).enqueue()
    assert not attempt_delivery(Letter, lost.pk)
    lost.refresh_from_db()
    mail.refresh_from_db()
    assert (lost.promise_state, lost.last_error, lost.pdf) == ("dead", "glyph:text", "")
    assert (mail.promise_state, mail.attachment) == ("queued", "")


def test_only_its_person_gets_a_letter() -> None:
    case = cases.rejected()
    there = reverse("letter_file", args=[Letter.objects.get(case_reference=case.pk).pk])
    own = signed_in(case.applicant)
    assert own.get(there).status_code == 404  # not made yet
    letter = letter_of(case, "rejected")
    answer = own.get(there)
    assert b"".join(answer.streaming_content) == storage.read_file(letter.pdf)
    assert f'attachment; filename="{letter.file_name}"' in answer["Content-Disposition"]
    assert signed_in(cases.person()).get(there).status_code == 404
    assert Client().get(there).status_code == 302


def test_the_persons_page_leads_to_the_decision_that_holds(django_assert_max_num_queries: Any) -> None:
    case = cases.rejected()
    own, page = signed_in(case.applicant), reverse("application", args=[case.pk])
    assert "Karar yazısını indir" not in own.get(page).text
    letter = letter_of(case, "rejected")
    with django_assert_max_num_queries(8):
        assert reverse("letter_file", args=[letter.pk]) in own.get(page).text
    case.refresh_from_db()
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    assert reverse("letter_file", args=[letter.pk]) in own.get(page).text
    cases.do("accept_objection_free", case, Actor.from_person(cases.officer()), **cases.period(case))
    assert "Karar yazısını indir" not in own.get(page).text


def test_anybody_can_check_a_letter_and_it_is_no_certificate() -> None:
    content = storage.read_file(letter_of(cases.rejected(), "rejected").pdf)

    def said(sent: bytes) -> str:
        return Client().post(reverse("verify_file"), {"file": SimpleUploadedFile("karar.pdf", sent)}).text

    assert "Düzenlediğimiz bir karar yazısı" in said(content)
    assert "Muafiyet belgesi değildir" in said(content)
    assert "KARIMOVA" not in said(content)
    added = said(content + b"%")
    assert "Düzenlediğimiz bir karar yazısı" not in added
    assert "Bu dosyaya güvenmeyin" in added


@pytest.mark.parametrize("change", [{"number": "MK-2026-0000001-1"}, {"facts": {}}, {"pdf": "letters/other.pdf"}])
def test_a_letter_never_changes(change: dict[str, Any]) -> None:
    letter = letter_of(cases.rejected(), "rejected")
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_the_same_facts_make_the_same_page() -> None:
    facts = Letter.objects.get(case_reference=cases.rejected().pk).facts
    assert get_letter_renderer().render_pdf(facts) == get_letter_renderer().render_pdf(facts)
