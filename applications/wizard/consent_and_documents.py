"""The pages of an application (guide 3.2) beside the workplace: consent, supporting and additional documents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from documents.uploads.drafts import SELECT_RELATED
from documents.uploads.form_field import UploadField

from ..models import ClarificationRead, ExplicitConsent, Paper, Papers
from ..questionnaire.base_forms import PageForm

# The version printed on the text itself (portal/clarification_text.html). Of the consent each version has its own
# template under application/consent_texts/, which is never changed: a changed text is another version.
CLARIFICATION_VERSION = "2026-2"
CONSENT_VERSIONS = ("2026-1", "2026-2")
CONSENT_VERSION = CONSENT_VERSIONS[-1]


def consent_template(version: str) -> str:
    """The words that were consented to under ``version``; empty for one whose words are not kept here."""
    return f"application/consent_texts/{version}.html" if version in CONSENT_VERSIONS else ""


class ConsentForm(PageForm):
    """KVKK: the clarification is read and the consent is given, as two records, never by one tick (A-9)."""

    case: Application

    clarification = forms.BooleanField(
        label=_("Aydınlatma metnini okudum"),
        error_messages={"required": _("Devam etmek için aydınlatma metnini okuduğunuzu işaretleyin")},
    )
    consent = forms.BooleanField(
        label=_("Yukarıda anlatılan işleme için açık rıza veriyorum"),
        error_messages={"required": _("Devam etmek için açık rıza beyanını işaretleyin")},
    )
    address_hash = ""
    consent_text = consent_template(CONSENT_VERSION)

    def load_answers(self) -> dict[str, Any]:
        return {
            "clarification": hasattr(self.case, "clarificationread"),
            "consent": hasattr(self.case, "explicitconsent") and self.case.explicitconsent.withdrawn_at is None,
        }

    def save(self) -> None:
        told = {"language": get_language(), "address_hash": self.address_hash}
        ClarificationRead.objects.get_or_create(
            application=self.case, defaults=told | {"version": CLARIFICATION_VERSION}
        )
        ExplicitConsent.objects.update_or_create(
            application=self.case,
            defaults=told | {"version": CONSENT_VERSION, "given_at": timezone.now(), "withdrawn_at": None},
        )


class SupportingForm(PageForm):
    """Kanıtlayıcı Belgeler (R63): what the category asks for, the required ones enforced."""

    case: Application

    page = Papers.Page.SUPPORTING

    def arrange_questions(self) -> None:
        for rule in self.case.category.document_rules.select_related("kind"):
            self.fields[rule.kind_id] = UploadField(
                kind=rule.kind_id,
                formats=rule.kind.formats,
                multiple=True,
                required=rule.required,
                label=rule.kind.name,
                error_messages={"required": _("%(kind)s yükleyin") % {"kind": rule.kind.name}},
                initial=self.initial.get(rule.kind_id),
            )

    def load_answers(self) -> dict[str, Any]:
        held: dict[str, list] = {}
        rows = Paper.objects.filter(papers__application=self.case, papers__page=self.page).select_related(
            *SELECT_RELATED
        )
        for paper in rows.order_by("pk"):
            held.setdefault(paper.kind_id, []).append(paper.upload)
        return held

    def save(self) -> None:
        page, _created = Papers.objects.update_or_create(application=self.case, page=self.page)
        answered = {kind: uploads or [] for kind, uploads in self.cleaned_data.items() if self.is_open(kind)}
        page.items.filter(kind__in=answered).delete()
        Paper.objects.bulk_create(
            Paper(papers=page, kind_id=kind, upload=upload) for kind, uploads in answered.items() for upload in uploads
        )


class AdditionalForm(SupportingForm):
    """Ek Belgeler (R64): whatever else may matter; nothing is required."""

    page = Papers.Page.ADDITIONAL

    def arrange_questions(self) -> None:
        self.fields["additional-document"] = UploadField(
            kind="additional-document",
            multiple=True,
            required=False,
            label=_("Ek belgeler"),
            help_text=_("Değerlendirmede önemli olduğunu düşündüğünüz veya diğer alanlara sığmayan belgeler."),
        )
