"""The uploads of an application at the desk: what was sent, and what the objection brought."""

from functools import partial
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from applicants.staff import audit
from applications.casework import findings
from documents.models import Upload
from documents.views.uploads import serve_upload

from ...models import Application
from ...wizard.snapshot import Snapshot
from .. import viewer
from .case import get_case


def list_upload_ids(case: Application) -> set[UUID]:
    """Every file that belongs to the case."""
    objection = getattr(case, "objection", None)
    brought = {UUID(each["upload"]) for each in objection.evidence} if objection else set()
    return Snapshot(case).list_upload_ids() | brought


def _build_page_url(case_id: UUID, upload_id: UUID, number: int) -> str:
    return reverse("admin:review_page", args=[case_id, upload_id, number])


def list_documents(
    case: Application, names: dict[str, str], held: dict[findings.QuestionKey, findings.CurrentVerdict]
) -> list[viewer.ViewedUpload]:
    """What was handed in, each with the name of its kind and the verdict that holds, in one query."""
    questions = findings.map_uploads_to_questions(case)
    found = Upload.objects.filter(pk__in=list_upload_ids(case)).select_related("page_images").order_by("kind", "pk")
    return [
        viewer.ViewedUpload(
            names.get(each.kind, each.kind),
            each,
            reverse("admin:review_file", args=[case.pk, each.pk]),
            partial(_build_page_url, case.pk, each.pk),
            question="__".join(questions.get(each.pk, ())),
            verdict=held.get(questions.get(each.pk, ("", ""))),
        )
        for each in found
    ]


def get_opened_file(request: HttpRequest, case: Application) -> str:
    """The file that somebody opened in the viewer, by its key; "" for whoever only came to the page."""
    wanted = request.GET.get("belge", "")
    return wanted if wanted in {str(key) for key in list_upload_ids(case)} else ""


def _get_case_upload(request: HttpRequest, application_id: UUID, upload_id: UUID) -> tuple[Application, Upload]:
    """A checked file of this application; any other file does not exist here."""
    case = get_case(request, application_id)
    if upload_id not in list_upload_ids(case):
        raise Http404
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload.is_clean:
        raise Http404
    return case, upload


def file(request: HttpRequest, application_id: UUID, upload_id: UUID) -> FileResponse:
    """The file itself."""
    case, upload = _get_case_upload(request, application_id, upload_id)
    audit.record_action(request, "downloaded_file", "application", case.pk, detail=upload.kind)
    return serve_upload(upload, inline=upload.media_type.startswith("image/"))


def page_image(request: HttpRequest, application_id: UUID, upload_id: UUID, number: int) -> HttpResponse:
    """One page of the file as a picture; that the document was opened is on record already."""
    _case, upload = _get_case_upload(request, application_id, upload_id)
    return viewer.serve_page_image(request, upload, number)
