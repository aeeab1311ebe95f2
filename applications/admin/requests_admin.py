"""Terminations and new cards at the desk: what is special to each kind of request."""

from typing import Any, cast

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cards
from documents.models import Card
from emuafiyet.core.nullable import require_value

from ..catalogue.reasons import list_enabled_reasons
from ..models import ReasonTemplate, ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus, TerminationStatus
from ..requests.card_corrections import Line, compare, told
from ..requests.request_effects import compute_last_day
from ..requests.request_transitions import REISSUE, TERMINATION
from .card_corrections_admin import CorrectionForm
from .request_form import RequestDecisionForm
from .request_page import Request, RequestAdmin, StateFilter


def _describe_effect(row: TerminationRequest) -> str:
    """What accepting the request now would do to the exemption (A-34)."""
    last = compute_last_day(row)
    if last < require_value(row.application.granted_from):
        return _("Muafiyet başlamadan sona erer; hiç yürürlüğe girmez.")
    words = _("Muafiyet %(day)s gününün sonuna kadar geçerlidir.")
    if last != row.effective_on:
        words = _("İstenen gün geçti; muafiyet %(day)s gününün sonuna kadar geçerlidir.")
    return words % {"day": date_format(last, "j E Y")}


@admin.register(TerminationRequest)
class TerminationAdmin(RequestAdmin):
    machine = TERMINATION
    waiting_status = TerminationStatus.REQUESTED
    decisions = {"accept": gettext_lazy("Kabul et"), "refuse": gettext_lazy("Kabul etme")}
    hint = gettext_lazy("Kabul etmezseniz gerekçesini yazın.")
    use = ReasonTemplate.Use.REFUSAL
    upload_labels = {"petition": gettext_lazy("Sonlandırma dilekçesi")}

    def list_facts(self, row: TerminationRequest) -> list[tuple[Any, Any]]:
        return [
            (_("Sonlandırma gerekçesi"), row.get_ground_display()),
            (_("Açıklama"), row.ground_note),
            (_("Sona ereceği gün"), date_format(row.effective_on, "j E Y")),
            (_("Kabul edilirse"), _describe_effect(row) if row.status == TerminationStatus.REQUESTED else ""),
        ]


@admin.register(ReissueRequest)
class ReissueAdmin(RequestAdmin):
    machine = REISSUE
    waiting_status = ReissueStatus.UNDER_REVIEW
    decisions = {
        "confirm_fault": gettext_lazy("Hata İdarenin: ücretsiz yenile"),
        "deny_fault": gettext_lazy("Hata İdarenin değil: ödeme iste"),
    }
    hint = gettext_lazy("Her iki kararda da neyin tespit edildiğini yazın.")
    use = ReasonTemplate.Use.FINDING
    upload_labels = {
        "proof": gettext_lazy("Hata olduğunu kanıtlayan belge"),
        "card_front": gettext_lazy("Mevcut kartın ön yüzü"),
        "card_back": gettext_lazy("Mevcut kartın arka yüzü"),
    }
    list_filter = (StateFilter, "ground")

    def list_facts(self, row: ReissueRequest) -> list[tuple[Any, Any]]:
        return [
            (_("Yenileme gerekçesi"), row.get_ground_display()),
            (_("Açıklama"), row.explanation),
            (_("Gönderileceği mesken kodu"), row.uavt_code),
            (_("Adres"), row.address_note or row.get_address_kind_display()),
            (_("Düzeltilen bilgiler"), "\n".join(f"{label}: {value or '–'}" for label, value in told(row.corrections))),
            (_("Düzeltmenin dayanağı"), row.evidence),
        ]

    def compared(self, row: Request) -> list[Line]:
        card = self._card(row)
        return compare(row.application, card.facts) if card else []

    def build_decision_form(self, row: Request, *posted: Any) -> RequestDecisionForm:
        if (card := self._card(row)) is None:
            return super().build_decision_form(row, *posted)
        return CorrectionForm(
            *posted, case=row.application, card=card.facts, reasons=list_enabled_reasons(), hint=self.hint, use=self.use
        )

    def _card(self, row: Request) -> Card | None:
        """The card that waits to be judged, read once for a page."""
        if row.status != self.waiting_status:
            return None
        known = vars(row)
        if "judged_card" not in known:
            known["judged_card"] = cards.find_live_card(row.application_id)
        return cast("Card | None", known["judged_card"])
