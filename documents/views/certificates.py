"""The holder's own downloads of issued papers."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required

from .. import storage
from ..models import Certificate, Letter


@applicant_required
@require_safe
def certificate_file(request: ApplicantRequest, certificate_id: UUID) -> FileResponse:
    """The PDF, to its owner alone; 404 for everybody else and until it is ready."""
    certificate = get_object_or_404(Certificate.objects.exclude(pdf=""), pk=certificate_id, owner=request.applicant)
    return _download_document(certificate)


@applicant_required
@require_safe
def letter_file(request: ApplicantRequest, letter_id: UUID) -> FileResponse:
    """A decision letter, to the person whom it is about; 404 for everybody else and until it is ready."""
    return _download_document(get_object_or_404(Letter.objects.exclude(pdf=""), pk=letter_id, owner=request.applicant))


def _download_document(paper: Certificate | Letter) -> FileResponse:
    try:
        file = storage.open_file(paper.pdf)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=paper.file_name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
