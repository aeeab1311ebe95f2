"""Writing an objection: its two forms and the draft that keeps them (guide 4.5)."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from documents.uploads.drafts import clear_place
from documents.uploads.form_field import UploadField, bind_owner
from emuafiyet.core.fields import TextField

from ..models import Application, ObjectionDraft
from ..models.catalogue import find_kinds
from ..models.status import Status


class ReasonReadForm(forms.Form):
    reason_read = forms.BooleanField(
        label=_("Ret kararının gerekçesini okudum"),
        error_messages={"required": _("Devam etmek için gerekçeyi okuduğunuzu işaretleyin")},
    )


class ObjectionForm(forms.Form):
    """What takes the ground of the rejection away, and the papers that prove it (R86)."""

    statement = TextField(
        label=_("Ret gerekçesini ortadan kaldıran husus nedir?"),
        help_text=_("Kararda yazan gerekçeye karşı yeni olan bilgiyi ve hangi belgenin bunu kanıtladığını yazın."),
        min_length=20,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("İtirazınızın gerekçesini yazın"),
            "min_length": _("Birkaç kelime daha yazın; en az 20 karakter gerekir"),
        },
    )
    evidence = UploadField(
        kind="objection-evidence",
        multiple=True,
        label=_("Kanıtlayıcı belgeler"),
        error_messages={"required": _("İtirazınızı kanıtlayan en az bir belge yükleyin")},
    )

    def __init__(self, *args: Any, applicant: Applicant, case: Application, draft: ObjectionDraft):
        evidence = draft.evidence.select_related("owner", "page_images", "base__page_images")
        kept = {"statement": draft.statement, "evidence": list(evidence.order_by("created_at", "pk"))}
        more: dict[str, Any] = {"initial": kept}
        super().__init__(*args, **more)
        kinds = find_kinds(case) or {}
        formats = {slug: kind.formats for slug, kind in kinds.items()}
        bind_owner(self, applicant, f"objection/{case.pk}", formats)


def find_draft(case: Application) -> ObjectionDraft | None:
    return ObjectionDraft.objects.filter(application=case).first()


def open_draft(case: Application) -> None:
    """The reason has been read, now. A second click changes nothing."""
    with transaction.atomic():
        if _is_still_rejected(case):
            ObjectionDraft.objects.get_or_create(application=case)


def save_draft(case: Application, form: ObjectionForm) -> None:
    """Store what has been written and handed in so far, however incomplete; nothing once it has been sent."""
    with transaction.atomic():
        draft = find_draft(case) if _is_still_rejected(case) else None
        if draft is None:
            return
        draft.statement = str(form["statement"].value() or "").strip()
        draft.save()
        # A refused file whose reason has been read drops out once the page is right; until then it stays in sight.
        draft.evidence.set(form.cleaned_data.get("evidence") or form["evidence"].value() or [])
        clear_place(case.applicant, f"objection/{case.pk}")


def _is_still_rejected(case: Application) -> bool:
    """Under the application's lock: the draft of an objection that has been sent stays gone."""
    rows = Application.objects.select_for_update().filter(pk=case.pk, status=Status.REJECTED)
    return rows.first() is not None
