"""THE TABLE of the desk: each decision on an application, the moves it makes, and why it cannot be made now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..eligibility.period import is_free
from ..lifecycle.actors import Actor
from ..lifecycle.cancellation_guards import not_by_the_same_officer
from ..lifecycle.guards import another_officer
from ..lifecycle.transitions import MOVES, Move
from ..models import Application
from ..models.status import Status
from ..wizard.snapshot import Sent
from . import decision_forms
from .assignment import held_by_another


def nothing_against(case: Application, by: Actor) -> Any:
    return None


@dataclass(frozen=True)
class Decision:
    """One entry of the panel. ``moves`` are its moves of the table, ``chosen`` names the one that the details ask for.

    ``prefix`` keeps the forms of one page apart. ``against`` tells what forbids the decision before anything is
    filled in. Without a form it is decided elsewhere.
    """

    slug: str
    title: Any
    moves: tuple[str, ...]
    form: type[decision_forms.DecisionForm] | None
    prefix: str
    chosen: Callable[[Application, dict], str]
    hint: Any = ""
    warns: bool = False
    against: Callable[[Application, Actor], Any] = nothing_against

    @property
    def permission(self) -> str:
        return MOVES[self.moves[0]].duty.permission


@dataclass(frozen=True)
class Offer:
    """``reason`` says why the decision cannot be made now; "" when it can. ``fits``: the state at least allows it."""

    decision: Decision
    reason: Any = ""
    fits: bool = True


def always(move: str) -> Callable[[Application, dict], str]:
    return lambda case, details: move


def _grant(case: Application, details: dict) -> str:
    free = is_free(details["granted_from"], details["granted_to"], Sent(case).card_planned)
    return "approve" if free else "find_appropriate"


def _accept(case: Application, details: dict) -> str:
    return "accept_objection_free" if _grant(case, details) == "approve" else "accept_objection"


def _reject(case: Application, details: dict) -> str:
    return "reject_after_objection" if case.objection_used else "reject"


def _not_their_own(case: Application, by: Actor) -> Any:
    return another_officer(case, by, {})


def _not_their_own_cancellation(case: Application, by: Actor) -> Any:
    return not_by_the_same_officer(case, by, {})


def _only_on_request(case: Application, by: Actor) -> Any:
    return _("Yalnız sahibinin talebi üzerine, «Sonlandırma talepleri» sayfasında karara bağlanır.")


DECISIONS = (
    Decision(
        "uygun-bul",
        _("Uygun bul"),
        ("find_appropriate", "approve"),
        decision_forms.GrantForm,
        "grant",
        _grant,
        hint=_("Ödeme gerekirse başvuru sahibine ödeme bildirimi gider; gerekmezse hemen onaylanır."),
        against=_not_their_own,
    ),
    Decision(
        "revizyon-iste",
        _("Revizyon iste"),
        ("request_revision",),
        decision_forms.RevisionForm,
        "revision",
        always("request_revision"),
        hint=_(
            "Düzeltilecek her bilgi veya belge için hazır bir gerekçe seçin veya ne yapılacağını sade sözcüklerle "
            "yazın; yalnız bunlar açılır. İşyeri ve işveren seçeneği yanlışsa ret değil revizyon istenir."
        ),
        against=_not_their_own,
    ),
    Decision(
        "reddet",
        _("Reddet"),
        ("reject", "reject_after_objection"),
        decision_forms.RejectForm,
        "reject",
        _reject,
        warns=True,
        against=_not_their_own,
    ),
    Decision(
        "itirazi-kabul-et",
        _("İtirazı kabul et ve uygun bul"),
        ("accept_objection", "accept_objection_free"),
        decision_forms.AcceptObjectionForm,
        "accept",
        _accept,
        against=_not_their_own,
    ),
    Decision(
        "yeniden-ac",
        _("Yeniden değerlendirmeye al"),
        ("reopen",),
        decision_forms.ReopenForm,
        "reopen",
        always("reopen"),
        hint=_("İtiraz hakkı kullanılmış olur; sonraki olumsuz karar kesindir."),
        against=_not_their_own,
    ),
    Decision(
        "itirazi-reddet",
        _("İtirazı reddet"),
        ("dismiss_objection",),
        decision_forms.DismissForm,
        "dismiss",
        always("dismiss_objection"),
        hint=_("Karar kesinleşir; başvuru sahibine idari yargı yolu bildirilir."),
        warns=True,
        against=_not_their_own,
    ),
    Decision(
        "sonlandir",
        _("Muafiyeti sonlandır"),
        ("terminate",),
        None,
        "terminate",
        always("terminate"),
        against=_only_on_request,
    ),
    Decision(
        "iptal-et",
        _("Muafiyeti iptal et"),
        ("cancel",),
        decision_forms.CancelForm,
        "cancel",
        always("cancel"),
        hint=_("Belge ve kart bugün geçersiz olur; başvuru sahibi 30 gün içinde dilekçeyle itiraz edebilir."),
        warns=True,
    ),
    Decision(
        "iptali-kaldir",
        _("İptali kaldır"),
        ("reinstate",),
        decision_forms.ReinstateForm,
        "reinstate",
        always("reinstate"),
        hint=_(
            "İptale karşı verilen dilekçe yerinde görülürse veya mahkeme iptali kaldırırsa. Belge eski doğrulama "
            "koduyla yeniden geçerli olur; kart varsa ücretsiz yeniden basılır."
        ),
        against=_not_their_own_cancellation,
    ),
)
BY_SLUG = {decision.slug: decision for decision in DECISIONS if decision.form}


def offers(case: Application, officer: Officer) -> list[Offer]:
    """Every decision of the table with the reason why this officer cannot make it now, in the table's order."""
    by = Actor.of(officer)
    return [_offer(each, case, by) for each in DECISIONS]


def _offer(decision: Decision, case: Application, by: Actor) -> Offer:
    moves: list[Move] = [MOVES[name] for name in decision.moves]
    sources = sorted({Status(source) for move in moves for source in move.sources}, key=list(Status).index)
    if case.status not in sources:
        states = ", ".join(f"«{source.label}»" for source in sources)
        return Offer(decision, gettext("Yalnız %(states)s durumunda.") % {"states": states}, fits=False)
    beyond = "" if by.fulfils(moves[0].duty) else _("Rolünüz bu kararı kapsamıyor.")
    taken = held_by_another(case, by.officer) if by.officer else ""
    return Offer(decision, decision.against(case, by) or beyond or taken)
