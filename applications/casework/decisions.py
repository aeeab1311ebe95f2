"""THE TABLE of the desk: each decision on an application, the transitions it makes, and why it cannot be made now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..eligibility.period import is_free
from ..lifecycle.actors import Actor
from ..lifecycle.cancellation_guards import not_by_the_same_officer
from ..lifecycle.details import Grant, Rejection
from ..lifecycle.guards import another_officer
from ..lifecycle.state_machine import Transition
from ..lifecycle.transitions import TRANSITIONS
from ..models import Application
from ..models.status import Status
from ..wizard.snapshot import Snapshot
from . import decision_forms
from .assignment import explain_other_holder


def find_no_obstacle(case: Application, by: Actor) -> Any:
    return None


@dataclass(frozen=True)
class Decision:
    """One entry of the panel. ``transitions`` name its rows of the table; ``choose_transition`` picks by the details.

    ``prefix`` keeps the forms of one page apart. ``find_obstacle`` tells what forbids the decision before anything is
    filled in. Without a form it is decided elsewhere. Raises ``TypeError`` when the form does not give the details that
    each of the transitions names: a wrong table cannot be loaded.
    """

    slug: str
    title: Any
    transitions: tuple[str, ...]
    form: type[decision_forms.DecisionForm] | None
    prefix: str
    choose_transition: Callable[[Application, Any], str]
    hint: Any = ""
    warns: bool = False
    find_obstacle: Callable[[Application, Actor], Any] = find_no_obstacle

    def __post_init__(self) -> None:
        for name in self.transitions:
            if self.form and self.form.details is not TRANSITIONS[name].details:
                raise TypeError(f"{self.form.__name__} gives {self.form.details}, {name} another class")

    @property
    def permission(self) -> str:
        return TRANSITIONS[self.transitions[0]].permission.perm


@dataclass(frozen=True)
class DecisionOffer:
    """``reason`` says why the decision cannot be made now; "" when it can. ``fits``: the state at least allows it."""

    decision: Decision
    reason: Any = ""
    fits: bool = True


def choose_always(move: str) -> Callable[[Application, object], str]:
    return lambda case, details: move


def _choose_grant(case: Application, grant: Grant) -> str:
    free = is_free(grant.granted_from, grant.granted_to, Snapshot(case).card_planned)
    return "approve" if free else "find_appropriate"


def _choose_acceptance(case: Application, grant: Grant) -> str:
    return "accept_objection_free" if _choose_grant(case, grant) == "approve" else "accept_objection"


def _choose_rejection(case: Application, rejection: Rejection) -> str:
    return "reject_after_objection" if case.objection_used else "reject"


def _forbid_own_decision(case: Application, by: Actor) -> Any:
    return another_officer(case, by)


def _not_their_own_cancellation(case: Application, by: Actor) -> Any:
    return not_by_the_same_officer(case, by)


def _forbid_without_request(case: Application, by: Actor) -> Any:
    return _("Yalnız sahibinin talebi üzerine, «Sonlandırma talepleri» sayfasında karara bağlanır.")


DECISIONS = (
    Decision(
        "uygun-bul",
        _("Uygun bul"),
        ("find_appropriate", "approve"),
        decision_forms.GrantForm,
        "grant",
        _choose_grant,
        hint=_("Ödeme gerekirse başvuru sahibine ödeme bildirimi gider; gerekmezse hemen onaylanır."),
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "revizyon-iste",
        _("Revizyon iste"),
        ("request_revision",),
        decision_forms.RevisionForm,
        "revision",
        choose_always("request_revision"),
        hint=_(
            "Düzeltilecek her bilgi veya belge için hazır bir gerekçe seçin veya ne yapılacağını sade sözcüklerle "
            "yazın; yalnız bunlar açılır. İşyeri ve işveren seçeneği yanlışsa ret değil revizyon istenir."
        ),
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "reddet",
        _("Reddet"),
        ("reject", "reject_after_objection"),
        decision_forms.RejectForm,
        "reject",
        _choose_rejection,
        warns=True,
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "itirazi-kabul-et",
        _("İtirazı kabul et ve uygun bul"),
        ("accept_objection", "accept_objection_free"),
        decision_forms.AcceptObjectionForm,
        "accept",
        _choose_acceptance,
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "yeniden-ac",
        _("Yeniden değerlendirmeye al"),
        ("reopen",),
        decision_forms.ReopenForm,
        "reopen",
        choose_always("reopen"),
        hint=_("İtiraz hakkı kullanılmış olur; sonraki olumsuz karar kesindir."),
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "itirazi-reddet",
        _("İtirazı reddet"),
        ("dismiss_objection",),
        decision_forms.DismissForm,
        "dismiss",
        choose_always("dismiss_objection"),
        hint=_("Karar kesinleşir; başvuru sahibine idari yargı yolu bildirilir."),
        warns=True,
        find_obstacle=_forbid_own_decision,
    ),
    Decision(
        "sonlandir",
        _("Muafiyeti sonlandır"),
        ("terminate",),
        None,
        "terminate",
        choose_always("terminate"),
        find_obstacle=_forbid_without_request,
    ),
    Decision(
        "iptal-et",
        _("Muafiyeti iptal et"),
        ("cancel",),
        decision_forms.CancelForm,
        "cancel",
        choose_always("cancel"),
        hint=_("Belge ve kart bugün geçersiz olur; başvuru sahibi 30 gün içinde dilekçeyle itiraz edebilir."),
        warns=True,
    ),
    Decision(
        "iptali-kaldir",
        _("İptali kaldır"),
        ("reinstate",),
        decision_forms.ReinstateForm,
        "reinstate",
        choose_always("reinstate"),
        hint=_(
            "İptale karşı verilen dilekçe yerinde görülürse veya mahkeme iptali kaldırırsa. Belge eski doğrulama "
            "koduyla yeniden geçerli olur; kart varsa ücretsiz yeniden basılır."
        ),
        find_obstacle=_not_their_own_cancellation,
    ),
)
DECISIONS_BY_SLUG = {decision.slug: decision for decision in DECISIONS if decision.form}


def list_decision_offers(case: Application, officer: Officer) -> list[DecisionOffer]:
    """Every decision of the table with the reason why this officer cannot make it now, in the table's order."""
    by = Actor.from_person(officer)
    return [_build_offer(each, case, by) for each in DECISIONS]


def _build_offer(decision: Decision, case: Application, by: Actor) -> DecisionOffer:
    moves: list[Transition] = [TRANSITIONS[name] for name in decision.transitions]
    sources = sorted({Status(source) for move in moves for source in move.sources}, key=list(Status).index)
    if case.status not in sources:
        states = ", ".join(f"«{source.label}»" for source in sources)
        return DecisionOffer(decision, gettext("Yalnız %(states)s durumunda.") % {"states": states}, fits=False)
    beyond = "" if by.has_permission(moves[0].permission) else _("Rolünüz bu kararı kapsamıyor.")
    taken = explain_other_holder(case, by.officer) if by.officer else ""
    return DecisionOffer(decision, decision.find_obstacle(case, by) or beyond or taken)
