"""The decision panel: what is offered and why the rest is not, the look before sending, the ready-made reasons."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import AuditEntry, Notice
from applications.admin.decisions import DECISIONS, list_decision_offers
from applications.catalogue.reasons import compose_reason_text, list_enabled_reasons
from applications.lifecycle.actors import Actor, ActorKind
from applications.lifecycle.transitions import TRANSITIONS
from applications.models import Application, HistoryEntry, ReasonTemplate, RevisionItem
from applications.models.status import CancellationGround, RejectionGround, Status
from payments.models import PaymentOrder
from tests.builders.browsers import reviewer, signed_in
from tests.builders.cancellations import six_months_ago

from . import cases
from .desk import confirmed, decide, looked_at
from .holders import ask_for_the_end, holder_of_a_card

pytestmark = pytest.mark.django_db
SENIOR = ("view_application", "decide_application", "decide_objection", "cancel_application")


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def look(desk: Client, case: Application, decision: str, **values: str) -> Any:
    return desk.post(reverse("admin:decide", args=[case.pk, decision]), looked_at(case, **values))


def grant(case: Application) -> dict[str, str]:
    return {f"grant-{name}": day.isoformat() for name, day in cases.period(case).items()}


# --- what is offered --------------------------------------------------------------------------------
def test_every_move_of_an_officer_has_its_one_place_on_the_panel() -> None:
    of_officers = sorted(move.name for move in TRANSITIONS.values() if move.actor is ActorKind.OFFICER)
    assert sorted(name for decision in DECISIONS for name in decision.transitions) == of_officers


@pytest.mark.parametrize("status", [each for each in Status if each != Status.DRAFT])
def test_the_panel_offers_what_the_table_allows_and_gives_the_reason_for_the_rest(status: Status) -> None:
    case = cases.IN_STATUS[status]()
    for may in (("view_application",), ("view_application", "decide_application"), SENIOR):
        officer, _ = reviewer(*may)
        for offer in list_decision_offers(case, officer):
            moves = [TRANSITIONS[name] for name in offer.decision.transitions]
            allowed = any(
                status in move.sources and Actor.from_person(officer).has_permission(move.permission) for move in moves
            )
            # Ending an exemption needs its holder's request, whoever asks.
            assert (not offer.reason) == (allowed and offer.decision.form is not None), (status, offer)
            assert offer.reason or allowed


def test_the_page_says_which_decision_a_role_does_not_cover_and_which_the_state_does_not_allow() -> None:
    case = cases.objected()
    _, desk = reviewer("view_application", "decide_application")
    page = desk.get(reverse("admin:review", args=[case.pk])).text
    assert "İtirazı kabul et ve uygun bul, Yeniden değerlendirmeye al, İtirazı reddet" in page
    assert "Rolünüz bu kararı kapsamıyor." in page
    assert "Yalnız «ONAY» durumunda." in page
    assert reverse("admin:decide", args=[case.pk, "itirazi-reddet"]) not in page
    assert decide(desk, case, "itirazi-reddet", **{"dismiss-text": "x"}).status_code == 403


# --- the look before sending -------------------------------------------------------------------------
def test_the_mail_is_shown_before_anything_is_kept_and_is_the_one_that_is_sent() -> None:
    case = cases.sent(cases.payable_draft())
    officer, desk = reviewer(*SENIOR)
    before = Application.objects.filter(pk=case.pk).values().get()
    shown = look(desk, case, "uygun-bul", **grant(case))
    assert shown.status_code == 200
    assert Application.objects.filter(pk=case.pk).values().get() == before
    assert not Notice.objects.filter(subject_id=case.pk, kind="found_appropriate").exists()
    assert not PaymentOrder.objects.exists()
    assert "DEĞERLENDİRMEDE → <strong>UYGUN BULUNDU - ÖDEME BEKLENİYOR</strong>" in shown.text
    assert [notice.kind for notice in shown.context["notices"]] == ["found_appropriate"]
    (preview,) = shown.context["notices"]
    assert "(kaydedilince verilir)" in preview.text, "a number that is not the one to come is not shown"

    answers = dict(shown.context["answers"])
    assert desk.post(reverse("admin:decide", args=[case.pk, "uygun-bul"]), answers | {"send": "1"}).status_code == 302
    sent = Notice.objects.get(subject_id=case.pk, kind="found_appropriate")
    order = PaymentOrder.objects.get()
    assert sent.text.replace(order.reference, "(kaydedilince verilir)") == preview.text
    trail = AuditEntry.objects.filter(officer=officer).order_by("pk").values_list("action", "detail")
    assert list(trail) == [("rehearsed_decision", "find_appropriate"), ("decided", "find_appropriate")]


def test_going_back_keeps_what_was_written() -> None:
    case = cases.sent()
    _, desk = reviewer(*SENIOR)
    back = look(desk, case, "reddet", back="1", **{"reject-ground": "policy", "reject-text": "Uzun bir gerekçe."})
    assert (back.status_code, "Uzun bir gerekçe." in back.text) == (200, True)
    assert '<details class="decision-fold" name="karar" id="reddet" open>' in back.text
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION


def test_whoever_looked_at_an_earlier_version_decides_nothing_and_loses_no_word() -> None:
    case = cases.IN_STATUS[Status.REVISION_REQUESTED]()
    seen = looked_at(case)
    RevisionItem.objects.update(answered_at=case.saved_at)
    cases.do("resubmit", case, Actor.from_person(case.applicant))
    _, desk = reviewer(*SENIOR)
    reason = {"reject-ground": "policy", "reject-text": "Eski sürüme bakıldı."}
    for version in (seen["version"], "", "x"):
        answer = desk.post(
            reverse("admin:decide", args=[case.pk, "reddet"]), {"send": "1", **reason, "version": version}
        )
        assert answer.status_code == 422
        assert "Siz sayfayı açtıktan sonra dosya değişti." in answer.text
        assert "Eski sürüme bakıldı." in answer.text
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION
    assert decide(desk, case, "reddet", **reason).status_code == 302


def test_a_request_of_a_holder_is_looked_at_too_with_the_applications_own_notice() -> None:
    row = ask_for_the_end(holder_of_a_card())
    _, desk = reviewer(*SENIOR)
    there = reverse("admin:termination_request", args=[row.pk])
    shown = desk.post(there, looked_at(row, move="accept"))
    assert [notice.kind for notice in shown.context["notices"]] == ["terminated"]
    row.application.refresh_from_db()
    assert row.application.status == Status.APPROVED
    assert desk.post(there, looked_at(row, move="refuse")).status_code == 422
    assert desk.post(there, confirmed(row, move="refuse", reason="petition-unsigned")).status_code == 302
    assert "Dilekçeniz imzasız veya okunamıyor." in Notice.objects.get(kind="termination_refused").text


# --- cancellation ------------------------------------------------------------------------------------
def test_a_senior_officer_cancels_on_a_ground_and_a_reviewer_does_not() -> None:
    case = cases.approved()
    six_months_ago(case)
    reasons = {"cancel-ground": "no_entry", "cancel-reason": "no-entry-in-six-months"}
    _, desk = reviewer("view_application", "decide_application", "decide_objection")
    assert decide(desk, case, "iptal-et", **reasons).status_code == 403
    _, desk = reviewer(*SENIOR)
    assert decide(desk, case, "iptal-et", **{"cancel-text": "Nedeni seçilmedi."}).status_code == 422
    assert decide(desk, case, "iptal-et", **reasons).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.cancellation_ground) == (Status.CANCELLED, CancellationGround.NO_ENTRY)
    told = Notice.objects.get(subject_id=case.pk, kind="cancelled").text
    assert "altı ay içinde Türkiye’ye girmediğiniz" in told
    assert "dilekçe vererek itiraz edebilirsiniz" in told
    assert "Kartınız" not in told, "there was none"


# --- ready-made reasons ------------------------------------------------------------------------------
def test_a_reason_reaches_the_reader_in_their_language_with_the_turkish_that_holds() -> None:
    case = cases.sent(cases.draft(cases.person(language="ar")))
    _, desk = reviewer(*SENIOR)
    asked = {
        "revision-pasaport__scan__reason": "unreadable-document",
        "revision-pasaport__scan": "Üçüncü sayfa eksik.",
        "revision-isyeri__occupation": "Sözleşmedeki gibi yazın.",
    }
    assert decide(desk, case, "revizyon-iste", **asked).status_code == 302
    scan, occupation = RevisionItem.objects.order_by("-field")
    assert scan.explanation == (
        "Belge okunamıyor. Tüm sayfaları net, düz ve tam görünecek biçimde yeniden tarayıp yükleyin.\n"
        "Üçüncü sayfa eksik."
    )
    assert scan.translation.startswith("تعذّرت قراءة الوثيقة")
    assert (occupation.explanation, occupation.translation) == ("Sözleşmedeki gibi yazın.", "")
    mail = Notice.objects.get(subject_id=case.pk, kind="revision_requested").text
    for told in (scan.translation, "Üçüncü sayfa eksik.", "Sözleşmedeki gibi yazın."):
        assert told in mail
    page = signed_in(case.applicant).get(reverse("revision", args=[case.pk])).text
    assert scan.translation in page


def test_a_rejections_reason_belongs_to_its_ground_and_an_earlier_translation_does_not_outlive_it() -> None:
    case = cases.sent(cases.draft(cases.person(language="en")))
    _, desk = reviewer(*SENIOR)
    other = {"reject-ground": "policy", "reject-reason": "wrong-category"}
    assert "başka bir neden için yazılmış" in decide(desk, case, "reddet", **other).text
    fits = {"reject-ground": "out_of_scope", "reject-reason": "wrong-category"}
    assert decide(desk, case, "reddet", **fits).status_code == 302
    case.refresh_from_db()
    assert case.decision_text.startswith("Başvurduğunuz kategori")
    assert case.decision_translation.startswith("The category you chose does not fit")
    assert case.decision_translation in Notice.objects.get(subject_id=case.pk, kind="rejected").text
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    case.refresh_from_db()
    _, second = reviewer(*SENIOR)
    assert decide(second, case, "itirazi-reddet", **{"dismiss-text": "Yeni bir husus yok."}).status_code == 302
    case.refresh_from_db()
    assert (case.decision_text, case.decision_translation) == ("Yeni bir husus yok.", "")


def test_every_ready_made_reason_stands_in_all_languages_and_under_a_ground_of_its_decision() -> None:
    grounds = {"rejection": RejectionGround.values, "cancellation": CancellationGround.values}
    uses = list_enabled_reasons()
    assert set(uses) == set(ReasonTemplate.Use.values)
    for use, reasons in uses.items():
        for each in reasons:
            texts = {each.text_tr, each.text_en, each.text_ru, each.text_ar}
            assert len(texts) == 4, each
            assert "" not in texts, each
            assert each.ground in grounds.get(use, [""]), each
    wordless = ReasonTemplate(text_tr="Türkçe", text_en="English")
    assert compose_reason_text(wordless, " ", "ru") == ("Türkçe", "English")


def test_the_catalogues_editor_makes_a_reason_the_ministrys_own_and_takes_one_out_of_use() -> None:
    _, desk = reviewer("view_reasontemplate", "change_reasontemplate", "add_reasontemplate")
    reason = ReasonTemplate.objects.get(pk="forged-basis")
    there = reverse("admin:applications_reasontemplate_change", args=[reason.pk])
    form = desk.get(there).context["adminform"].form
    posted = {name: form[name].value() or "" for name in form.fields}
    assert posted["ground"] == "cancel:forged"
    wrong = desk.post(there, posted | {"ground": "policy"})
    assert "Bu neden, seçilen kararın nedenlerinden değil." in wrong.text
    del posted["enabled"]
    assert desk.post(there, posted | {"text_tr": "Bakanlığın metni."}).status_code == 302
    cases.catalogue()
    reason.refresh_from_db()
    assert (reason.text_tr, reason.ground, reason.enabled) == ("Bakanlığın metni.", "forged", False)
    assert reason.pk not in {each.pk for each in list_enabled_reasons()["cancellation"]}
    assert HistoryEntry.objects.count() == 0
