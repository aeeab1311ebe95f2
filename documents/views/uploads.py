"""Uploading ahead of the form, following the check, and opening one's own files."""

import re

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applicants.drafts.page_drafts import Seen
from applicants.models import Applicant
from applicants.portal_request import ApplicantRequest, PortalRequest
from applicants.sign_in.applicant_access import applicant_required

from .. import storage
from ..models import Upload
from ..upload_rules import rules
from ..uploads.drafts import DraftPage
from ..uploads.form_field import UploadField
from ..uploads.kind_formats import KindFormats

TRY_LATER = {"not_ready", "not_stored"}
FIELD_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


@never_cache
@require_POST
def upload(request: PortalRequest) -> HttpResponse:
    """Take files for one field at once and answer the field's list of files, with what was wrong with each."""
    if not request.applicant:
        return HttpResponseForbidden(_("Oturumunuz sona ermiş. Sayfayı yenileyip yeniden giriş yapın."))
    kind, name = request.POST.get("kind", ""), read_field_name(request.POST.get("name", ""))
    if not rules.KIND_PATTERN.fullmatch(kind):
        raise Http404
    field = UploadField(kind=kind, multiple=request.POST.get("multiple") == "1", required=False)
    field.owner, field.name, field.widget.place = request.applicant, name, request.POST.get("place", "")
    field.page = _draft_page(request, request.applicant)
    field.use_formats(KindFormats({kind: None}))
    errors: list[str] = []
    status = 200
    try:
        field.clean(field.widget.value_from_datadict(request.POST, request.FILES, name))
    except ValidationError as wrong:
        errors = wrong.messages
        # Nothing is wrong with the file: the page keeps it and sends it again by itself.
        status = 503 if TRY_LATER & {each.code for each in wrong.error_list} else 200
    context = field.widget.get_context(name, field.shown, {})
    return render(request, "documents/upload.html", context | {"errors": errors}, status=status)


def _draft_page(request: PortalRequest, owner: Applicant) -> DraftPage | None:
    """The unfinished page that the field is on. Raises ``Http404`` for what cannot be one."""
    place = request.POST.get("place", "")
    try:
        return DraftPage(owner, place, Seen.of(request.POST)) if place else None
    except ValueError:
        raise Http404 from None


@never_cache
@require_safe
def upload_state(request: PortalRequest, key) -> HttpResponse:
    """One file of the list again, for a page that waits for its check to end."""
    mine = get_own_upload(request, key)
    name = read_field_name(request.GET.get("name", ""))
    return render(request, "documents/upload_file.html", {"upload": mine, "widget": {"name": name}})


@applicant_required
@require_safe
def upload_file(request: ApplicantRequest, key) -> FileResponse:
    return serve_upload(get_own_upload(request, key))


@applicant_required
@require_safe
def upload_framing(request: ApplicantRequest, key, place: str) -> FileResponse:
    """One way to cut a photo, or the whole of it, as a picture to choose by."""
    mine = get_own_upload(request, key)
    if place not in mine.framings:
        raise Http404
    return serve_private_file(
        mine.framings[place]["file"], content_type="image/jpeg", filename=f"{mine.kind}-{place}.jpg"
    )


@applicant_required
@require_safe
def upload_page(request: ApplicantRequest, key, number: int, small: bool = False) -> FileResponse:
    """One page of one's own document as the officer will see it."""
    mine = get_own_upload(request, key)
    images = getattr(mine, "page_images", None)
    if not mine.is_clean or images is None or not 1 <= number <= len(images.pages):
        raise Http404
    page = images.pages[number - 1]
    # Pages drawn before there were small pictures have only the large one.
    name = page.get("thumb", page["file"]) if small else page["file"]
    return serve_private_file(name, content_type="image/jpeg", filename=f"{mine.kind}-{mine.pk.hex[:8]}-{number}.jpg")


def get_own_upload(request: PortalRequest, key) -> Upload:
    """Raises ``Http404`` for another person's file exactly as for none."""
    if not request.applicant:
        raise Http404
    rows = Upload.objects.select_related("page_images", "base__page_images")
    return get_object_or_404(rows, pk=key, owner=request.applicant)


def read_field_name(name: str) -> str:
    if not FIELD_NAME.fullmatch(name):
        raise Http404
    return name


def serve_upload(upload: Upload, *, inline: bool = False) -> FileResponse:
    """The clean copy of a file, for somebody whose right to see it has been checked by the caller.

    ``inline`` shows an image in the page; every other file is only ever downloaded. Raises ``Http404``
    unless the file was found clean. The name is ours: the person's own is text, never a file name.
    """
    if not upload.is_clean:
        raise Http404
    return serve_private_file(
        upload.rebuilt,
        as_attachment=not (inline and upload.suffix != "pdf"),
        filename=f"{upload.kind}-{upload.pk.hex[:8]}.{upload.suffix}",
        content_type=upload.media_type,
    )


def serve_private_file(name: str, **how) -> FileResponse:
    """A file of the private store for one pair of eyes: nobody keeps it, and nothing in it may run."""
    try:
        content = storage.open_file(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, **how)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
