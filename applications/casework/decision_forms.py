"""The forms of the decisions: what an officer fills in, and the details that the move asks for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import TextField

from ..catalogue.reasons import Offered, worded
from ..eligibility.period import PASSPORT_MARGIN
from ..lifecycle.cancellation_guards import LiftedBy, ground_contradicted
from ..lifecycle.guards import printable_reason
from ..models import Application, ReasonTemplate, Verdict
from ..models.status import CancellationGround, Ground
from ..wizard.revision import openable
from ..wizard.snapshot import Sent

LONGEST = 2000
USE = ReasonTemplate.Use
Wrong = dict[tuple[str, str], Verdict]
ABOUT = ReasonTemplate.About


class DecisionForm(forms.Form):
    """``details`` go to the move, ``remark`` into the history that only officers read.

    ``reasons`` are the ready-made reasons that can be chosen, ``wrong`` what officers found to be mended;
    ``language`` is the reader's.
    """

    def __init__(self, *args: Any, case: Application, reasons: Offered, wrong: Wrong | None = None, **kwargs: Any):
        self.case, self.reasons, self.language = case, reasons, case.applicant.language
        self.wrong = wrong or {}
        super().__init__(*args, **kwargs)

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"note", "reason"}}

    def remark(self) -> str:
        return self.cleaned_data.get("note", "")


def day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def words(label, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return TextField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST, **kwargs)


def reason_choice(label) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, required=False)
    field.optional_mark = False  # type: ignore[attr-defined]
    return field


def reason_choices(reasons: list[ReasonTemplate], grounds: dict[str, Any] | None = None) -> list[tuple[Any, Any]]:
    """The titles, under the ground that each belongs to where there are grounds."""
    choices: dict[Any, list[tuple[str, str]]] = {}
    for each in reasons:
        choices.setdefault((grounds or {}).get(each.ground, ""), []).append((each.slug, each.title))
    grouped = [(ground, titles) for ground, titles in choices.items() if ground]
    return [("", _("Seçilmedi")), *choices.get("", []), *grouped]


class GrantForm(DecisionForm):
    """The period to grant: what was asked, or less; the guard of the move has the last word."""

    granted_from = day(_("Verilecek başlangıç"))
    granted_to = day(_("Verilecek bitiş"))

    def __init__(self, *args: Any, case: Application, **kwargs: Any):
        sent = Sent(case)
        latest = min(sent.ends_on, sent.passport_expires_on - PASSPORT_MARGIN)
        initial = {"granted_from": sent.starts_on, "granted_to": latest}
        super().__init__(*args, case=case, initial=initial, **kwargs)
        first, last = sent.starts_on.isoformat(), latest.isoformat()
        for name in ("granted_from", "granted_to"):
            self.fields[name].widget.attrs |= {"min": first, "max": last}
        self.fields["granted_to"].help_text = _bounds(sent, latest)


def _bounds(sent: Sent, latest: date) -> str:
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
    grounds: type[Ground | CancellationGround] | None = None
    needed: Any = _("Hazır bir gerekçe seçin veya gerekçeyi yazın.")  # "" where the move's guard decides
    field_order = ("ground", "reason", "text")

    reason = reason_choice(_("Hazır gerekçe"))
    text = words(_("Gerekçe (başvuru sahibine gider)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = self.reasons.get(self.use, [])
        self.by_slug = {each.slug: each for each in mine}
        labels = dict(self.grounds.choices) if self.grounds else None
        self.fields["reason"].choices = reason_choices(mine, labels)
        self.fields["text"].optional_mark = False
        if self.language != "tr":
            self.fields["reason"].help_text = _("Başvuru sahibi bunu kendi dilinde de okur; yazdıklarınız çevrilmez.")
        if not mine:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = self.by_slug.get(cleaned.get("reason", ""))
        cleaned["text"], cleaned["translation"] = worded(reason, cleaned.get("text", ""), self.language)
        if self.needed and not cleaned["text"] and "text" not in self.errors:
            self.add_error("text", self.needed)
        if problem := printable_reason(cleaned.get("text", "")):
            self.add_error("text", problem)
        if self.grounds and reason and reason.ground and cleaned.get("ground") not in {None, reason.ground}:
            self.add_error("reason", _("Bu hazır gerekçe başka bir neden için yazılmış."))
        return cleaned


def ground_choice(label, grounds: type[Ground | CancellationGround]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "---------"), *grounds.choices])


class RejectForm(ReasonedForm):
    use, grounds = USE.REJECTION, Ground
    ground = ground_choice(_("Ret nedeni"), Ground)


class DismissForm(ReasonedForm):
    use = USE.DISMISSAL
    needed = _("İtirazın neden yerinde görülmediğini yazın.")
    text = words(_("İtiraz neden yerinde görülmedi? (başvuru sahibine gider)"), required=False)


class CancelForm(ReasonedForm):
    use, grounds = USE.CANCELLATION, CancellationGround
    ground = ground_choice(_("İptal nedeni"), CancellationGround)

    def clean_ground(self) -> str:
        """Said beside the ground, before anything else is asked; the move's guard asks again."""
        ground = self.cleaned_data["ground"]
        if against := ground_contradicted(self.case, ground):
            raise forms.ValidationError(against)
        return ground


class ReinstateForm(DecisionForm):
    """Which objection or judgment lifts the cancellation; the words go to the holder."""

    basis = forms.ChoiceField(label=_("Neye dayanarak"), choices=[("", "---------"), *LiftedBy.choices])
    decided_on = day(_("İtiraz dilekçesinin veya mahkeme kararının günü"))
    text = words(_("Gerekçe (başvuru sahibine gider)"))

    def remark(self) -> str:
        given = self.cleaned_data
        return f"{LiftedBy(given['basis']).label}, {given['decided_on']:%d.%m.%Y}: {given['text']}"


class RevisionForm(DecisionForm):
    """Everything that can be opened, page by page: a line that is filled in opens its question (R71, A-8)."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = self.reasons.get(USE.REVISION, [])
        self.by_slug = {each.slug: each for each in mine}
        offers = {
            about: reason_choices([each for each in mine if each.about in {ABOUT.ANYTHING, about}])
            for about in (ABOUT.ANSWER, ABOUT.DOCUMENT, ABOUT.PHOTO)
        }
        self.pages: list[tuple[Any, list[str]]] = []
        for section, questions in openable(self.case):
            names = []
            for question in questions:
                name = f"{section.slug}__{question.name}"
                self._ask(name, question.label, offers[ABOUT(question.about)])
                if verdict := self.wrong.get((section.slug, question.name)):
                    self.initial = {**self.initial, name: verdict.text, f"{name}__reason": verdict.reason_id or ""}
                names.append(name)
            self.pages.append((section.title, names))

    def _ask(self, name: str, label: Any, choices: list[tuple[Any, Any]]) -> None:
        ready = reason_choice(_("Hazır gerekçe"))
        ready.choices = choices
        ready.widget.attrs["aria-label"] = gettext("%(question)s: hazır gerekçe") % {"question": label}
        # The limit is for the server alone: forty hints about it would bury the questions.
        own = TextField(
            label=label,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            validators=[MaxLengthValidator(LONGEST)],
        )
        own.optional_mark = False  # type: ignore[attr-defined]
        self.fields[f"{name}__reason"], self.fields[name] = ready, own

    def chapters(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]], int]]:
        """Title, (question, its ready-made reasons), and for how many something has been written already."""
        told = []
        for title, names in self.pages:
            questions = [(self[name], self[f"{name}__reason"]) for name in names]
            told.append((title, questions, sum(bool(own.value() or ready.value()) for own, ready in questions)))
        return told

    def details(self) -> dict[str, Any]:
        """An empty list is for the move's guard to refuse."""
        items = []
        for _title, names in self.pages:
            for name in names:
                reason = self.by_slug.get(self.cleaned_data[f"{name}__reason"])
                text, translation = worded(reason, self.cleaned_data[name], self.language)
                step, _separator, field = name.partition("__")
                if text:
                    items.append({"step": step, "field": field, "explanation": text, "translation": translation})
        return {"items": items}


class AcceptObjectionForm(GrantForm):
    note = words(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)


class ReopenForm(DecisionForm):
    note = words(_("İtirazda yeni olan nedir? (yalnız görevliler görür)"), rows=3)
