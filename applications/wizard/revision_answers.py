"""Answering a revision (guide 4.2): one page's opened answers at a time, kept until all of them are sent."""

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from documents.uploads.drafts import clear_place
from documents.uploads.form_field import UploadField

from ..models import Application, RevisionItem
from ..models.status import Status
from ..questionnaire.base_forms import PageForm
from .revision import REVISABLE_STEPS, STEP_FORMS, group_opened_questions


def build_form(case: Application, step: str, items: list[RevisionItem], *posted) -> PageForm:
    """The wizard's own page with nothing but the opened questions, each with what the officer wrote about it."""
    form = STEP_FORMS[step](
        *posted,
        applicant=case.applicant,
        case=case,
        opened=group_opened_questions(items)[step],
        place=f"revision/{case.pk}/{step}",
    )
    for item in items:
        if item.step == step and item.field in form.fields:
            question = form.fields[item.field]
            question.help_text = format_html(
                '<span class="reason"><strong>{}</strong> <bdi>{}</bdi> <bdi lang="tr">{}</bdi></span> {}',
                _("Görevlinin açıklaması:"),
                item.translation,
                item.explanation,
                question.help_text,
            )
    return form


def refuse_unchanged_files(case: Application, step: str, items: list[RevisionItem], form: PageForm) -> None:
    """A document that was not accepted is not mended by handing in the very same file."""
    sent = case.snapshot.get(REVISABLE_STEPS[step].row, {})
    for item in items:
        if item.step != step or not isinstance(form.fields.get(item.field), UploadField):
            continue
        if form.is_shown(item.field) and _list_upload_ids(form.cleaned_data.get(item.field)) == _list_upload_ids(
            sent.get(item.field)
        ):
            form.add_error(item.field, _("Bu belge değiştirilmedi. Açıklamada istenen yeni dosyayı yükleyin"))


def _list_upload_ids(files) -> set[str]:
    """Ids of uploads, whether they come from a form or from what was sent."""
    files = files if isinstance(files, list) else [files] if files else []
    return {each["upload"] if isinstance(each, dict) else str(each.pk) for each in files}


def save_answers(case: Application, step: str, form: PageForm) -> bool:
    """Store the page and mark its items as answered; False once the revision has been sent or its term is over."""
    with transaction.atomic():
        now = timezone.now()
        rows = Application.objects.select_for_update(of=("self",))
        if not rows.filter(pk=case.pk, status=Status.REVISION_REQUESTED, revision_due_at__gte=now).first():
            return False
        form.save()
        clear_place(case.applicant, form.place)
        RevisionItem.objects.filter(application=case, step=step, closed_at__isnull=True).update(answered_at=now)
    return True
