"""Every mail that a person or an officer can get, rendered in one language."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, get_type_hints

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from applicants.models import Notice
from applicants.notices import inbox
from applicants.notices.mail_page import render_mail_page
from applications.eligibility.deadlines import today
from applications.lifecycle import details as d
from applications.models import Application
from applications.models.requests import ReissueGround
from applications.notices import kinds
from documents import cards
from documents.models import Card
from payments.models import PaymentOrder
from tests.applications import cases
from tests.applications.holders import holder_of_a_card, sent_reissue

# Mails that no table names: codes, the account, officers' accounts.
OTHER_MAILS = (
    *("code", "code_confirm", "code_email_new", "code_email_old", "email_changed", "email_changed_old", "email_locked"),
    *("email_taken", "export_ready", "new_device", "no_account", "officer_account_changed", "officer_password_link"),
    *("phone_changed", "rights_answered", "rights_received"),
)


def of_language(case: Application, language: str) -> Application:
    type(case.applicant).objects.filter(pk=case.applicant_id).update(language=language)
    return Application.objects.select_related("applicant__identity", "category").get(pk=case.pk)


def write_every_kind(language: str) -> None:
    """One notice of every kind of the table, about a holder of a card."""
    case = of_language(holder_of_a_card(), language)
    request = sent_reissue(case, ReissueGround.LOST)
    leg = PaymentOrder.objects.get(case_reference=case.pk).legs.get(tax_code="9280")
    item = d.ItemToRevise("isyeri", "occupation", "Mesleği düzeltin.")
    told = {
        object: None,
        d.PaymentMismatch: d.PaymentMismatch(leg, cases.line(leg.order, "9280", 1)),
        d.RevisionRound: d.RevisionRound((item,)),
        d.Reinstatement: d.Reinstatement("court", today(), "Belge gerçek."),
        Card: cards.find_live_card(case.pk),
    }
    for kind, describe in kinds.NOTICE_CONTEXTS.items():
        hints = [hint for name, hint in get_type_hints(describe).items() if name != "return"]
        row = request if kind.startswith(("reissue", "termination_")) else case
        with translation.override(language):
            context = describe(row, told[hints[-1]])
        inbox.write_notice(kind, applicant=case.applicant, dedupe_key=kind, subject_id=case.pk, context=context)


def render_other_mail(name: str, language: str) -> str:
    """The HTML of a mail outside the table, with values as long as they come."""
    now = timezone.now()
    address = "https://muafiyet.example/admin/parola/" + "0f8fad5b-d9cb-469f-a165-70867728950e/" * 2
    context: dict[str, Any] = {
        **{"site_url": "https://muafiyet.example", "support_email": settings.SUPPORT_EMAIL, "demo": True},
        **{"code": "4821 9035", "minutes": 10, "at": now, "device": "Chrome, Android", "due_on": now.date()},
        **{"right": "Bilgi isteme", "answer": "Ektedir.", "address": address, "expires_at": now + timedelta(days=1)},
        **{
            "officer": SimpleNamespace(get_full_name="Ayşe Yılmaz", username="ayilmaz"),
            "change": "Rolleriniz değişti.",
        },
        **{"change": "Rolleriniz değişti.", "by": "Mehmet Demir", "when": now, "confirmed_by": "Fatma Kaya"},
    }
    with translation.override(language):
        text = render_to_string(f"mail/{name}.txt", context).strip()
        page = {"title": text.partition("\n")[0], "text": text, "language": language}
        return render_mail_page(context | page | {"rtl": translation.get_language_bidi()})


def render_every_mail(language: str) -> dict[str, str]:
    """The HTML parts by their names."""
    write_every_kind(language)
    mails = dict(Notice.objects.filter(language=language).values_list("kind", "html"))
    return mails | {name: render_other_mail(name, language) for name in OTHER_MAILS}
