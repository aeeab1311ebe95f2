"""The page 'Hizmet durumu': what works, what waits and since when, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .outages import memory
from .service_status import list_statuses


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """At most one query, whatever happens outside."""
    statuses = list_statuses(memory.list_outages())
    context = {"statuses": statuses, "all_well": all(each.away_since is None for each in statuses)}
    return render(request, "portal/status.html", context)
