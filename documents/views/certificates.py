"""The holder's own download of an issued certificate."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from applicants.access import applicant_required

from .. import storage
from ..models import Certificate


@applicant_required
@require_safe
def certificate_file(request: HttpRequest, certificate_id: UUID) -> FileResponse:
    """The PDF, to its owner alone; 404 for everybody else and until it is ready."""
    certificate = get_object_or_404(Certificate.objects.exclude(pdf=""), pk=certificate_id, owner=request.applicant)
    try:
        file = storage.open_file(certificate.pdf)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=certificate.file_name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
