"""What an officer can decide on the review page: one small form for each decision, and the move it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..actors import Actor
from ..models import Application
from ..periods import is_free
from ..rules import another_officer
from ..status import Ground, Status
from ..wizard.revision import openable
from ..wizard.snapshot import Sent

LONGEST = 2000


class DecisionForm(forms.Form):
    """``details`` go to the move, ``remark`` into the history that only officers read."""

    def __init__(self, *args: Any, case: Application, **kwargs: Any):
        self.case = case
        super().__init__(*args, **kwargs)

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}

    def remark(self) -> str:
        return self.cleaned_data.get("note", "")


def day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def words(label, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST, **kwargs)


class GrantForm(DecisionForm):
    """The period to grant: what was asked, or less."""

    granted_from = day(_("Verilecek başlangıç"))
    granted_to = day(_("Verilecek bitiş"))

    def __init__(self, *args: Any, case: Application, **kwargs: Any):
        sent = Sent(case)
        initial = {"granted_from": sent.starts_on, "granted_to": sent.ends_on}
        super().__init__(*args, case=case, initial=initial, **kwargs)


class RejectForm(DecisionForm):
    ground = forms.ChoiceField(label=_("Ret nedeni"), choices=[("", "---------"), *Ground.choices])
    text = words(_("Gerekçe (başvuru sahibine gider)"))


class RevisionForm(DecisionForm):
    """Everything that can be opened, page by page: a line that is filled in opens its question (R71, A-8)."""

    def __init__(self, *args: Any, case: Application, **kwargs: Any):
        super().__init__(*args, case=case, **kwargs)
        self.pages: list[tuple[Any, list[str]]] = []
        for section, questions in openable(case):
            names = []
            for question, label in questions:
                name = f"{section.slug}__{question}"
                # The limit is for the server alone: forty hints about it would bury the questions.
                self.fields[name] = forms.CharField(
                    label=label,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    validators=[MaxLengthValidator(LONGEST)],
                )
                self.fields[name].optional_mark = False
                names.append(name)
            self.pages.append((section.title, names))

    def chapters(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """Title, questions, and whether something has been written there already."""
        told = []
        for title, names in self.pages:
            questions = [self[name] for name in names]
            told.append((title, questions, any(each.value() for each in questions)))
        return told

    def details(self) -> dict[str, Any]:
        """An empty list is for the move's guard to refuse."""
        items = []
        for name, explanation in self.cleaned_data.items():
            step, _separator, question = name.partition("__")
            if explanation:
                items.append({"step": step, "field": question, "explanation": explanation})
        return {"items": items}


class AcceptObjectionForm(GrantForm):
    note = words(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)


class ReopenForm(DecisionForm):
    note = words(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)


class DismissForm(DecisionForm):
    text = words(_("İtiraz neden yerinde görülmedi? (başvuru sahibine gider)"))


@dataclass(frozen=True)
class Decision:
    """One section of the review page. ``move`` names the move of the table, given the case and the form's details."""

    slug: str
    title: Any
    form: type[DecisionForm]
    prefix: str
    move: Callable[[Application, dict], str]
    hint: Any = ""
    warns: bool = False


def _grant(case: Application, details: dict) -> str:
    free = is_free(details["granted_from"], details["granted_to"], Sent(case).card_planned)
    return "approve" if free else "find_appropriate"


def _accept(case: Application, details: dict) -> str:
    return "accept_objection_free" if _grant(case, details) == "approve" else "accept_objection"


ON_EVALUATION = (
    Decision(
        "uygun-bul",
        _("Uygun bul"),
        GrantForm,
        "grant",
        _grant,
        hint=_("Ödeme gerekirse başvuru sahibine ödeme bildirimi gider; gerekmezse hemen onaylanır."),
    ),
    Decision(
        "revizyon-iste",
        _("Revizyon iste"),
        RevisionForm,
        "revision",
        lambda case, details: "request_revision",
        hint=_(
            "Düzeltilecek her bilgi veya belgenin altına ne yapılacağını sade sözcüklerle yazın; yalnız bunlar açılır. "
            "İşyeri ve işveren seçeneği yanlışsa ret değil revizyon istenir."
        ),
    ),
    Decision(
        "reddet",
        _("Reddet"),
        RejectForm,
        "reject",
        lambda case, details: "reject_after_objection" if case.objection_used else "reject",
        warns=True,
    ),
)
ON_OBJECTION = (
    Decision("itirazi-kabul-et", _("İtirazı kabul et ve uygun bul"), AcceptObjectionForm, "accept", _accept),
    Decision(
        "yeniden-ac",
        _("Yeniden değerlendirmeye al"),
        ReopenForm,
        "reopen",
        lambda case, details: "reopen",
        hint=_("İtiraz hakkı kullanılmış olur; sonraki olumsuz karar kesindir."),
    ),
    Decision(
        "itirazi-reddet",
        _("İtirazı reddet"),
        DismissForm,
        "dismiss",
        lambda case, details: "dismiss_objection",
        hint=_("Karar kesinleşir; başvuru sahibine idari yargı yolu bildirilir."),
        warns=True,
    ),
)
BY_SLUG = {decision.slug: decision for decision in (*ON_EVALUATION, *ON_OBJECTION)}


def decisions_for(case: Application, officer: Officer) -> tuple[Decision, ...]:
    """What this officer may decide now; nobody judges an objection to their own decision (A-15)."""
    if not officer.has_perm("applications.decide_application"):
        return ()
    if case.status == Status.UNDER_EVALUATION:
        return ON_EVALUATION
    if case.status == Status.OBJECTION_UNDER_EVALUATION and not another_officer(case, Actor.of(officer), {}):
        return ON_OBJECTION
    return ()
