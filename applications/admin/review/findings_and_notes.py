"""Officers' verdicts and notes: written on the review page, read by officers alone."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applicants.models import Officer
from applicants.staff import audit
from applications.casework import findings
from applications.lifecycle.actors import DECIDES
from applications.wizard.answer_rows import AnswerChapter

from ...models import Application, OfficerNote, ReasonTemplate
from ...wizard.revision import list_revisable_questions
from .case import get_case

MAX_NOTE_LENGTH = 4000


def _require_examiner(request: HttpRequest) -> Officer:
    if not request.user.has_perm(DECIDES.perm):
        raise PermissionDenied
    return cast(Officer, request.user)


@require_POST
def add_note(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Add a note. Whatever is written stays: a slip is put right by another note."""
    case, officer = get_case(request, application_id), _require_examiner(request)
    text = request.POST.get("text", "").strip()[:MAX_NOTE_LENGTH]
    if text:
        OfficerNote.objects.create(application=case, officer=officer, text=text)
        audit.record_action(request, "wrote_note", "application", case.pk)
        messages.success(request, _("Not eklendi. Yalnız görevliler görür."))
    else:
        messages.error(request, _("Not boş."))
    return redirect(reverse("admin:review", args=[case.pk]) + "#notlar")


@require_POST
def save_verdicts(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Write down the verdicts of the form that differ from what holds already."""
    case, officer = get_case(request, application_id), _require_examiner(request)
    held, written = findings.load_current_verdicts(case), 0
    reasons = {each.pk: each for each in ReasonTemplate.objects.filter(use=ReasonTemplate.Use.REVISION)}
    for section, questions in list_revisable_questions(case):
        for question in questions:
            named = f"{section.slug}__{question.name}"
            finding = request.POST.get(f"bulgu-{named}", "")
            if finding not in findings.Finding.values:
                continue
            text = request.POST.get(f"neden-{named}", "").strip()[:2000]
            reason = reasons.get(request.POST.get(f"hazir-{named}", ""))
            before = held.get((section.slug, question.name))
            if before and not before.stale and _is_same_verdict(before.verdict, finding, text, reason):
                continue
            findings.record_verdict(case, (section.slug, question.name), finding, officer, text, reason)
            written += 1
    if written:
        audit.record_action(request, "gave_verdict", "application", case.pk, detail=str(written))
        messages.success(
            request, ngettext("%(n)d bulgu kaydedildi.", "%(n)d bulgu kaydedildi.", written) % {"n": written}
        )
    return HttpResponseRedirect(_build_return_url(request, case))


def _is_same_verdict(verdict: Any, finding: str, text: str, reason: ReasonTemplate | None) -> bool:
    return (verdict.finding, verdict.text, verdict.reason) == (finding, text, reason)


def _build_return_url(request: HttpRequest, case: Application) -> str:
    """To the paper or the answers that the verdict was on."""
    there = reverse("admin:review", args=[case.pk])
    paper = request.POST.get("belge", "")
    try:
        return f"{there}?belge={UUID(paper)}#belgeler"
    except ValueError:
        return f"{there}#yanitlar"


def attach_verdicts(
    chapters: list[AnswerChapter], held: dict[findings.QuestionKey, findings.CurrentVerdict], case: Application
) -> list[Any]:
    """Each chapter with its rows: the row, whether a verdict can be given on it, and the one that holds."""
    can = {
        (section.slug, question.name) for section, questions in list_revisable_questions(case) for question in questions
    }
    told = []
    for chapter in chapters:
        rows = []
        for row in chapter.rows:
            question = (chapter.slug, row.name)
            rows.append({"row": row, "key": "__".join(question) if question in can else "", "held": held.get(question)})
        told.append({"chapter": chapter, "rows": rows})
    return told
