"""The papers of an application at the desk: what was sent, and what the objection brought."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from applicants.staff import audit
from applications.casework import findings
from documents.models import Upload
from documents.views.uploads import serve

from ...models import Application
from ...wizard.snapshot import Sent
from .. import viewer
from .case import find


def file_keys(case: Application) -> set[UUID]:
    """Every file that belongs to the case."""
    objection = getattr(case, "objection", None)
    brought = {UUID(each["upload"]) for each in objection.evidence} if objection else set()
    return Sent(case).upload_ids() | brought


def documents(
    case: Application, names: dict[str, str], held: dict[findings.Question, findings.Held]
) -> list[viewer.Document]:
    """What was handed in, each with the name of its kind and the verdict that holds, in one query."""
    questions = findings.question_of_upload(case)
    found = Upload.objects.filter(pk__in=file_keys(case)).select_related("page_images").order_by("kind", "pk")
    return [
        viewer.Document(
            names.get(each.kind, each.kind),
            each,
            reverse("admin:review_file", args=[case.pk, each.pk]),
            lambda number, key=each.pk: reverse("admin:review_page", args=[case.pk, key, number]),  # type: ignore[misc]
            question="__".join(questions.get(each.pk, ())),
            verdict=held.get(questions.get(each.pk, ("", ""))),
        )
        for each in found
    ]


def chosen(request: HttpRequest, case: Application) -> str:
    """The file that somebody opened in the viewer, by its key; "" for whoever only came to the page."""
    wanted = request.GET.get("belge", "")
    return wanted if wanted in {str(key) for key in file_keys(case)} else ""


def _own(request: HttpRequest, application_id: UUID, upload_id: UUID) -> tuple[Application, Upload]:
    """A checked file of this application; any other file does not exist here."""
    case = find(request, application_id)
    if upload_id not in file_keys(case):
        raise Http404
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload.is_clean:
        raise Http404
    return case, upload


def file(request: HttpRequest, application_id: UUID, upload_id: UUID) -> FileResponse:
    """The file itself."""
    case, upload = _own(request, application_id, upload_id)
    audit.record(request, "downloaded_file", "application", case.pk, detail=upload.kind)
    return serve(upload, inline=upload.media_type.startswith("image/"))


def page_image(request: HttpRequest, application_id: UUID, upload_id: UUID, number: int) -> HttpResponse:
    """One page of the file as a picture; that the document was opened is on record already."""
    _case, upload = _own(request, application_id, upload_id)
    return viewer.picture(request, upload, number)
