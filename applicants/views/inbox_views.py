"""The in-portal inbox: every notice ever sent, as it was sent."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from ..notices import inbox as notices
from ..portal_request import ApplicantRequest
from ..sign_in.applicant_access import applicant_required


@applicant_required
def inbox(request: ApplicantRequest) -> HttpResponse:
    return render(request, "applicants/inbox.html", {"notices": notices.list_notices(request.applicant)})


@applicant_required
def notice(request: ApplicantRequest, notice_id: UUID) -> HttpResponse:
    found = notices.mark_notice_read(request.applicant, notice_id)
    if found is None:
        raise Http404
    return render(request, "applicants/notice.html", {"notice": found})
