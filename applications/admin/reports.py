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
from ..reports import figures, plots, report_files
from ..reports.report_period import ScopeForm, get_default_scope

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reports(request: HttpRequest) -> HttpResponse:
    """Drawn, with the numbers behind each; ``bicim=csv&rapor=…`` and ``bicim=xlsx`` take them along."""
    if not request.user.has_perm("applications.view_reports"):
        raise PermissionDenied
    form = ScopeForm(request.GET)
    valid = form.is_valid()
    scope = form.get_scope() if valid else get_default_scope()
    made = [make(scope) for make in figures.REPORT_BUILDERS]
    kind, told = request.GET.get("bicim", ""), _describe_filter(request)
    if valid and kind:
        audit.record_action(
            request, "exported_report", "report", request.GET.get("rapor", "")[:40], detail=f"{kind} {told}"
        )
        return _build_file_response(kind, made, request.GET.get("rapor", ""))
    audit.record_action(request, "saw_report", "report", detail=told)
    query = request.GET.copy()
    for name in ("bicim", "rapor"):
        query.pop(name, None)
    here = reverse("admin:reports")
    shown = []
    for each in made:
        more = query.copy()
        more["bicim"], more["rapor"] = "csv", each.key
        rows = [[plots.format_value(value) for value in row] for row in each.rows]
        shown.append(
            {"report": each, "plot": plots.build_plot(each), "rows": rows, "csv_url": f"{here}?{more.urlencode()}"}
        )
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


def _describe_filter(request: HttpRequest) -> str:
    """The filter, for the audit log: days and names of the catalogue, nobody's data."""
    return " ".join(f"{name}={request.GET[name][:30]}" for name in ScopeForm.base_fields if request.GET.get(name))


def _build_file_response(kind: str, made: list[figures.Report], key: str) -> HttpResponse:
    day = today().isoformat()
    if kind == "xlsx":
        content, content_type, name = report_files.render_xlsx(made), XLSX_MEDIA_TYPE, f"raporlar-{day}.xlsx"
    else:
        report = next((each for each in made if each.key == key), None)
        if kind != "csv" or report is None:
            raise Http404
        content, content_type, name = report_files.render_csv(report), "text/csv; charset=utf-8", f"{key}-{day}.csv"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
