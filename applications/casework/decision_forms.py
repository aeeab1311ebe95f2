"""The forms of the decisions: what an officer fills in, and the details that the transition asks for."""

import dataclasses
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import TextField, get_choice_field, set_optional_mark

from ..catalogue.reasons import ReasonsByUse, compose_reason_text
from ..eligibility.period import PASSPORT_MARGIN
from ..lifecycle.cancellation_guards import LiftedBy, ground_contradicted
from ..lifecycle.details import (
    Cancellation,
    Dismissal,
    Grant,
    ItemToRevise,
    Reinstatement,
    Rejection,
    RevisionRound,
)
from ..lifecycle.guards import check_reason_printable
from ..models import Application, ReasonTemplate, Verdict
from ..models.status import CancellationGround, RejectionGround
from ..wizard.revision import list_revisable_questions
from ..wizard.snapshot import Snapshot

MAX_REASON_LENGTH = 2000
USE = ReasonTemplate.Use
VerdictsToMend = dict[tuple[str, str], Verdict]
ABOUT = ReasonTemplate.About


class DecisionForm(forms.Form):
    """``get_details`` go to the transition, ``get_history_note`` into the history that only officers read.

    ``details`` is the class that the transitions of this form name; its fields are fields of the form.
    ``reasons`` are the ready-made reasons that can be chosen, ``wrong`` what officers found to be mended;
    ``language`` is the reader's.
    """

    details: ClassVar[type | None] = None

    def __init__(
        self, *args: Any, case: Application, reasons: ReasonsByUse, wrong: VerdictsToMend | None = None, **kwargs: Any
    ):
        self.case, self.reasons, self.language = case, reasons, case.applicant.language
        self.wrong = wrong or {}
        super().__init__(*args, **kwargs)

    def get_details(self) -> object:
        if self.details is None:
            return None
        names = [each.name for each in dataclasses.fields(self.details)]
        return self.details(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})

    def get_history_note(self) -> str:
        return self.cleaned_data.get("note", "")


def build_date_field(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def build_text_field(label, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return TextField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=MAX_REASON_LENGTH, **kwargs)


def build_reason_field(label) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, required=False)
    set_optional_mark(field, False)
    return field


def build_reason_choices(reasons: list[ReasonTemplate], grounds: dict[str, Any] | None = None) -> list[tuple[Any, Any]]:
    """The titles, under the ground that each belongs to where there are grounds."""
    choices: dict[Any, list[tuple[str, str]]] = {}
    for each in reasons:
        choices.setdefault((grounds or {}).get(each.ground, ""), []).append((each.slug, each.title))
    grouped = [(ground, titles) for ground, titles in choices.items() if ground]
    return [("", _("Seçilmedi")), *choices.get("", []), *grouped]


class GrantForm(DecisionForm):
    """The period to grant: what was asked, or less; the guard of the move has the last word."""

    details = Grant
    granted_from = build_date_field(_("Verilecek başlangıç"))
    granted_to = build_date_field(_("Verilecek bitiş"))

    def __init__(self, *args: Any, case: Application, **kwargs: Any):
        sent = Snapshot(case)
        latest = min(sent.ends_on, sent.passport_expires_on - PASSPORT_MARGIN)
        initial = {"granted_from": sent.starts_on, "granted_to": latest}
        super().__init__(*args, case=case, initial=initial, **kwargs)
        first, last = sent.starts_on.isoformat(), latest.isoformat()
        for name in ("granted_from", "granted_to"):
            self.fields[name].widget.attrs |= {"min": first, "max": last}
        self.fields["granted_to"].help_text = _describe_bounds(sent, latest)


def _describe_bounds(sent: Snapshot, latest: date) -> str:
    asked, most = date_format(sent.ends_on, "j E Y"), date_format(latest, "j E Y")
    if latest < sent.ends_on:
        return gettext("İstenen bitiş %(asked)s; pasaportun son gününden 60 gün öncesi: en geç %(most)s.") % {
            "asked": asked,
            "most": most,
        }
    return gettext("Talep edilenden uzun verilemez: en geç %(most)s.") % {"most": most}


class ReasonedForm(DecisionForm):
    """A decision that needs a reason: a ready-made one, the officer's own words, or both."""

    use: USE
    grounds: type[RejectionGround | CancellationGround] | None = None
    missing_reason_message: Any = _(
        "Hazır bir gerekçe seçin veya gerekçeyi yazın."
    )  # "" where the move's guard decides
    field_order = ("ground", "reason", "text")

    reason = build_reason_field(_("Hazır gerekçe"))
    text = build_text_field(_("Gerekçe (başvuru sahibine gider)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = self.reasons.get(self.use, [])
        self.by_slug = {each.slug: each for each in mine}
        labels = dict(self.grounds.choices) if self.grounds else None
        get_choice_field(self, "reason").choices = build_reason_choices(mine, labels)
        set_optional_mark(self.fields["text"], False)
        if self.language != "tr":
            self.fields["reason"].help_text = _("Başvuru sahibi bunu kendi dilinde de okur; yazdıklarınız çevrilmez.")
        if not mine:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = self.by_slug.get(cleaned.get("reason", ""))
        cleaned["text"], cleaned["translation"] = compose_reason_text(reason, cleaned.get("text", ""), self.language)
        if self.missing_reason_message and not cleaned["text"] and "text" not in self.errors:
            self.add_error("text", self.missing_reason_message)
        if problem := check_reason_printable(cleaned.get("text", "")):
            self.add_error("text", problem)
        if self.grounds and reason and reason.ground and cleaned.get("ground") not in {None, reason.ground}:
            self.add_error("reason", _("Bu hazır gerekçe başka bir neden için yazılmış."))
        return cleaned


def build_ground_field(label, grounds: type[RejectionGround | CancellationGround]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "---------"), *grounds.choices])


class RejectForm(ReasonedForm):
    details = Rejection
    use, grounds = USE.REJECTION, RejectionGround
    ground = build_ground_field(_("Ret nedeni"), RejectionGround)


class DismissForm(ReasonedForm):
    details = Dismissal
    use = USE.DISMISSAL
    missing_reason_message = _("İtirazın neden reddedildiğini yazın.")
    text = build_text_field(_("İtiraz neden reddedildi? (başvuru sahibine gider)"), required=False)


class CancelForm(ReasonedForm):
    details = Cancellation
    use, grounds = USE.CANCELLATION, CancellationGround
    ground = build_ground_field(_("İptal nedeni"), CancellationGround)

    def clean_ground(self) -> str:
        """Said beside the ground, before anything else is asked; the move's guard asks again."""
        ground = self.cleaned_data["ground"]
        if against := ground_contradicted(self.case, ground):
            raise forms.ValidationError(against)
        return ground


class ReinstateForm(DecisionForm):
    """Which objection or judgment lifts the cancellation; the words go to the holder."""

    details = Reinstatement
    basis = forms.ChoiceField(label=_("Neye dayanarak"), choices=[("", "---------"), *LiftedBy.choices])
    decided_on = build_date_field(_("İtiraz dilekçesinin veya mahkeme kararının günü"))
    text = build_text_field(_("Gerekçe (başvuru sahibine gider)"))

    def get_history_note(self) -> str:
        given = self.cleaned_data
        return f"{LiftedBy(given['basis']).label}, {given['decided_on']:%d.%m.%Y}: {given['text']}"


class RevisionForm(DecisionForm):
    """Everything that can be opened, page by page: a line that is filled in opens its question (R71, A-8)."""

    details = RevisionRound

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = self.reasons.get(USE.REVISION, [])
        self.by_slug = {each.slug: each for each in mine}
        offers = {
            about: build_reason_choices([each for each in mine if each.about in {ABOUT.ANYTHING, about}])
            for about in (ABOUT.ANSWER, ABOUT.DOCUMENT, ABOUT.PHOTO)
        }
        self.pages: list[tuple[Any, list[str]]] = []
        for section, questions in list_revisable_questions(self.case):
            names = []
            for question in questions:
                name = f"{section.slug}__{question.name}"
                self._add_question(name, question.label, offers[ABOUT(question.about)])
                if verdict := self.wrong.get((section.slug, question.name)):
                    self.initial = {**self.initial, name: verdict.text, f"{name}__reason": verdict.reason_id or ""}
                names.append(name)
            self.pages.append((section.title, names))

    def _add_question(self, name: str, label: Any, choices: list[tuple[Any, Any]]) -> None:
        ready = build_reason_field(_("Hazır gerekçe"))
        ready.choices = choices
        ready.widget.attrs["aria-label"] = gettext("%(question)s: hazır gerekçe") % {"question": label}
        # The limit is for the server alone: forty hints about it would bury the questions.
        own = TextField(
            label=label,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            validators=[MaxLengthValidator(MAX_REASON_LENGTH)],
        )
        set_optional_mark(own, False)
        self.fields[f"{name}__reason"], self.fields[name] = ready, own

    def chapters(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]], int]]:
        """Title, (question, its ready-made reasons), and for how many something has been written already."""
        told = []
        for title, names in self.pages:
            questions = [(self[name], self[f"{name}__reason"]) for name in names]
            told.append((title, questions, sum(bool(own.value() or ready.value()) for own, ready in questions)))
        return told

    def get_details(self) -> RevisionRound:
        """Without any item it is for the transition's guard to refuse."""
        items = []
        for _title, names in self.pages:
            for name in names:
                reason = self.by_slug.get(self.cleaned_data[f"{name}__reason"])
                text, translation = compose_reason_text(reason, self.cleaned_data[name], self.language)
                step, _separator, field = name.partition("__")
                if text:
                    items.append(ItemToRevise(step, field, text, translation))
        return RevisionRound(tuple(items))


class AcceptObjectionForm(GrantForm):
    note = build_text_field(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)


class ReopenForm(DecisionForm):
    note = build_text_field(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)
