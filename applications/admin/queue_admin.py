"""The queue: tiles, filters, the search, and taking the next file."""

from typing import Any, cast
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.countries import country_name, nationality_choices
from emuafiyet.core.nullable import require_value
from emuafiyet.core.widget_markup import draw_options

from ..casework import assignment
from ..casework import queue as desk
from ..catalogue.read_catalogue import list_categories
from ..eligibility.deadlines import count_days_left
from ..lifecycle.actors import DECIDES, JUDGES_OBJECTIONS
from ..models import Application, SavedFilter
from ..models.status import Status
from ..summaries.application_list import STATUS_TAGS
from . import review
from .reports import reports

MAX_SAVED_FILTERS = 20
HOLDER_PERMISSIONS = (DECIDES.perm, JUDGES_OBJECTIONS.perm, assignment.ASSIGN_PERMISSION)


@admin.register(Application)
class QueueAdmin(ReadOnlyAdmin):
    """Nobody adds, edits or deletes an application: decisions are moves on the review page."""

    def get_urls(self) -> list:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        one = "<uuid:application_id>/"
        return [
            path("", guarded(self.page), name="applications_application_changelist"),
            path("raporlar/", guarded(reports), name="reports"),
            path("siradaki/", guarded(self.take_next), name="take_next"),
            path("ara/", guarded(self.search), name="queue_search"),
            path("suzgec/", guarded(self.save_filter), name="save_filter"),
            path("dagit/", guarded(self.hand_out), name="hand_out"),
            path(f"{one}change/", guarded(review.page), name="review"),
            path(f"{one}karar/<slug:move>/", guarded(review.decide), name="decide"),
            path(f"{one}dosya/<uuid:upload_id>/", guarded(review.file), name="review_file"),
            path(f"{one}dosya/<uuid:upload_id>/sayfa/<int:number>/", guarded(review.page_image), name="review_page"),
            path(f"{one}not/", guarded(review.add_note), name="note"),
            path(f"{one}bulgu/", guarded(review.save_verdicts), name="verdict"),
            path(f"{one}ustlen/", guarded(self.assign), name="assign"),
        ]

    # --- pages -----------------------------------------------------------------------------------------
    def page(self, request: HttpRequest) -> HttpResponse:
        officer = self._require_viewer(request)
        wanted = desk.QueueFilter.from_query(request.GET)
        shown = desk.load_page(wanted, officer)
        return self._render_queue(request, wanted, shown.rows, shown.title, next=shown.next)

    def search(self, request: HttpRequest) -> HttpResponse:
        """By POST: names and numbers of people do not belong into addresses and logs."""
        self._require_viewer(request)
        if request.method != "POST":
            return redirect("admin:applications_application_changelist")
        words = request.POST.get("q", "")
        rows, more = desk.search_applications(words)
        audit.record_action(request, "searched", detail=str(len(rows)))
        title = _("Arama sonuçları")
        return self._render_queue(
            request, desk.QueueFilter(desk="tumu"), rows, title, words=words, searched=True, more=more
        )

    def _render_queue(
        self, request: HttpRequest, wanted: desk.QueueFilter, rows: list[Application], title: Any, **more: Any
    ) -> HttpResponse:
        officer = cast(Officer, request.user)
        tiles = [
            (each, wanted.build_query_string(desk=each.key, after="", status="")) for each in desk.count_tiles(officer)
        ]
        assigns = officer.has_perm(assignment.ASSIGN_PERMISSION)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Başvurular"),
            "opts": self.opts,
            "heading": title,
            "wanted": wanted,
            "tiles": tiles,
            "rows": [_build_row(each) for each in rows],
            "saved": list(officer.saved_filters.all()[:MAX_SAVED_FILTERS]),
            "may_take": officer.has_perm("applications.decide_application"),
            "assigns": assigns,
            "officers": assignment.list_deciding_officers() if assigns else [],
            "facets": _build_facets(wanted),
            **more,
        }
        return render(request, "admin/applications/queue.html", context)

    # --- presses ---------------------------------------------------------------------------------------
    def take_next(self, request: HttpRequest) -> HttpResponse:
        officer = self._require_post(request)
        if not officer.has_perm("applications.decide_application"):
            raise PermissionDenied
        case = assignment.take_next_application(officer, request)
        if case is None:
            messages.info(request, _("Atanmamış dosya kalmadı."))
            return redirect("admin:applications_application_changelist")
        return redirect("admin:review", case.pk)

    def assign(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Take this file, give it back, or hand it to somebody."""
        officer = self._require_post(request)
        if not any(officer.has_perm(each) for each in HOLDER_PERMISSIONS):
            raise PermissionDenied
        try:
            if "take" in request.POST:
                assignment.take_application(application_id, officer, request)
            elif "give_back" in request.POST:
                assignment.give_back_application(application_id, officer, request)
                messages.success(request, _("Dosya sıraya geri konuldu."))
            else:
                to = self._get_chosen_officer(request)
                assignment.assign_application(application_id, to, officer, request)
                messages.success(
                    request, _("Dosya %(who)s üzerine verildi.") % {"who": assignment.get_officer_name(to)}
                )
        except assignment.AssignmentError as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:review", application_id)

    def hand_out(self, request: HttpRequest) -> HttpResponse:
        """Several files of the list to one officer, each on its own: what cannot go to them stays and is named."""
        officer = self._require_post(request)
        if not officer.has_perm(assignment.ASSIGN_PERMISSION):
            raise PermissionDenied
        to, given = self._get_chosen_officer(request), 0
        for key in request.POST.getlist("case")[: desk.PAGE_SIZE]:
            try:
                assignment.assign_application(UUID(key), to, officer, request)
                given += 1
            except (assignment.AssignmentError, ValueError) as refusal:
                messages.error(request, str(refusal))
        who = assignment.get_officer_name(to)
        told = ngettext("%(n)d dosya %(who)s üzerine verildi.", "%(n)d dosya %(who)s üzerine verildi.", given)
        messages.success(request, told % {"n": given, "who": who})
        return self._redirect_back(request)

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """Keep the present filter under a name, or forget one."""
        officer = self._require_post(request)
        if forgotten := request.POST.get("forget", ""):
            officer.saved_filters.filter(pk=forgotten if forgotten.isdigit() else 0).delete()
            return self._redirect_back(request)
        name = " ".join(request.POST.get("name", "").split())[:60]
        if name and officer.saved_filters.count() < MAX_SAVED_FILTERS:
            query = desk.QueueFilter.from_query(QueryDict(request.POST.get("query", "")[:400])).saved
            SavedFilter.objects.update_or_create(officer=officer, name=name, defaults={"query": query})
        return self._redirect_back(request)

    def _redirect_back(self, request: HttpRequest) -> HttpResponseRedirect:
        """To the view that the press came from, read anew: no address from outside is followed."""
        wanted = desk.QueueFilter.from_query(
            {name: values[0] for name, values in parse_qs(request.POST.get("query", "")).items()}
        )
        return HttpResponseRedirect(reverse("admin:applications_application_changelist") + wanted.build_query_string())

    def _get_chosen_officer(self, request: HttpRequest) -> Officer:
        chosen = request.POST.get("officer", "")
        officer = Officer.objects.filter(pk=chosen if chosen.isdigit() else 0).first()
        if officer is None:
            raise Http404
        return officer

    def _require_viewer(self, request: HttpRequest) -> Officer:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return cast(Officer, request.user)

    def _require_post(self, request: HttpRequest) -> Officer:
        officer = self._require_viewer(request)
        if request.method != "POST":
            raise PermissionDenied
        return officer


def _build_row(case: Application) -> dict[str, Any]:
    left = (
        count_days_left(require_value(case.evaluation_due_at)) if case.status in assignment.AWAITING_DECISION else None
    )
    return {
        "case": case,
        "tag": STATUS_TAGS.get(case.status, "grey"),
        "nationality": country_name(case.nationality_as_sent),
        "who": assignment.get_officer_name(case.assigned_to),
        "left": left,
        "late": -left if left is not None and left < 0 else 0,
    }


def _build_facets(wanted: desk.QueueFilter) -> list[dict[str, Any]]:
    """The filters that can be added, each with its choices and the chosen one."""
    categories = list_categories()
    sectors = {each.sector_id: each.sector.name for each in categories}
    return [
        _build_facet(
            "durum", _("Durum"), [(each.value, each.label) for each in Status if each != Status.DRAFT], wanted.status
        ),
        _build_facet("sektor", _("Sektör"), list(sectors.items()), wanted.sector),
        _build_facet("kategori", _("Kategori"), [(each.pk, each.name) for each in categories], wanted.category),
        _build_facet("uyruk", _("Uyruk"), nationality_choices(), wanted.nationality),
    ]


def _build_facet(name: str, label: str, choices: list, chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": draw_options(choices, chosen)}
