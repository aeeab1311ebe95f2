"""The page of reports, its filter and its files."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.staff import audit

from ..eligibility.deadlines import today
from ..reports import figures, files, plots
from ..reports.period import ScopeForm, usual

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reports(request: HttpRequest) -> HttpResponse:
    """Drawn, with the numbers behind each; ``bicim=csv&rapor=…`` and ``bicim=xlsx`` take them along."""
    if not request.user.has_perm("applications.view_reports"):
        raise PermissionDenied
    form = ScopeForm(request.GET)
    valid = form.is_valid()
    scope = form.scope() if valid else usual()
    made = [make(scope) for make in figures.ALL]
    kind, told = request.GET.get("bicim", ""), _told(request)
    if valid and kind:
        audit.record(request, "exported_report", "report", request.GET.get("rapor", "")[:40], detail=f"{kind} {told}")
        return _file(kind, made, request.GET.get("rapor", ""))
    audit.record(request, "saw_report", "report", detail=told)
    query = request.GET.copy()
    for name in ("bicim", "rapor"):
        query.pop(name, None)
    here = reverse("admin:reports")
    shown = []
    for each in made:
        more = query.copy()
        more["bicim"], more["rapor"] = "csv", each.key
        rows = [[plots.words(value) for value in row] for row in each.rows]
        shown.append({"report": each, "plot": plots.plot(each), "rows": rows, "csv_url": f"{here}?{more.urlencode()}"})
    query["bicim"] = "xlsx"
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Raporlar"),
        "form": form,
        "scope": scope,
        "shown": shown,
        "xlsx_url": f"{here}?{query.urlencode()}",
    }
    return render(request, "admin/reports/reports.html", context, status=200 if valid else 422)


def _told(request: HttpRequest) -> str:
    """The filter, for the audit log: days and names of the catalogue, nobody's data."""
    return " ".join(f"{name}={request.GET[name][:30]}" for name in ScopeForm.base_fields if request.GET.get(name))


def _file(kind: str, made: list[figures.Report], key: str) -> HttpResponse:
    day = today().isoformat()
    if kind == "xlsx":
        content, content_type, name = files.as_xlsx(made), XLSX, f"raporlar-{day}.xlsx"
    else:
        report = next((each for each in made if each.key == key), None)
        if kind != "csv" or report is None:
            raise Http404
        content, content_type, name = files.as_csv(report), "text/csv; charset=utf-8", f"{key}-{day}.csv"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
