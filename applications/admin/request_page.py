"""The queue of holders' requests and the page of one: facts, uploads, decision. Nobody edits a request."""

from functools import partial
from typing import Any, ClassVar, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Officer
from applicants.staff import audit
from documents.views.uploads import serve_upload
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.nullable import require_value

from ..catalogue.reasons import list_enabled_reasons
from ..lifecycle import engine
from ..lifecycle.actors import DECIDES, Actor
from ..lifecycle.dry_run import perform_dry_run
from ..lifecycle.state_machine import StateMachine
from ..models import ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus, TerminationStatus
from ..requests.card_corrections import Line
from . import viewer
from .request_form import RequestDecisionForm
from .sending import explain_overtaken, get_seen_version, is_confirmed, is_taken_back, render_confirmation

Request = TerminationRequest | ReissueRequest


class StateFilter(admin.SimpleListFilter):
    """Without a choice the queue shows only what waits for a decision."""

    title = gettext_lazy("durum")
    parameter_name = "durum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = model_admin.model._meta.get_field("status").choices
        return [("all", gettext_lazy("Tümü")), *(each for each in states if each[0] != ReissueStatus.DRAFT)]

    def choices(self, changelist: Any):
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("Karar bekleyenler")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset.filter(status__in=(TerminationStatus.REQUESTED, ReissueStatus.UNDER_REVIEW))
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


def _build_page_url(address: str, row_id: UUID, upload_name: str, number: int) -> str:
    return reverse(address, args=[row_id, upload_name, number])


class RequestAdmin(ReadOnlyAdmin):
    """A queue of one kind of request; ``decisions`` are the officer's moves of its table, with their words."""

    machine: StateMachine
    waiting_status: str
    decisions: dict[str, Any]
    hint: Any
    use: str  # the ready-made reasons that fit its decisions
    upload_labels: dict[str, Any]
    list_display = ("number_column", "name_column", "status_column", "submitted_at")
    list_display_links = ("number_column",)
    list_filter: ClassVar[Any] = (StateFilter,)
    list_select_related = ("application",)
    list_per_page = 25
    ordering = ("submitted_at",)

    def get_queryset(self, request: HttpRequest):
        rows = super().get_queryset(request).filter(submitted_at__isnull=False)
        return rows.defer("application__snapshot", "application__rules", "application__decision_text")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see applications may see what their holders ask for."""
        return request.user.has_perm("applications.view_application")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_urls(self) -> list:
        name = self.machine.subject
        mine = [
            path("<uuid:request_id>/change/", self.admin_site.admin_view(self.page), name=f"{name}_request"),
            path("<uuid:request_id>/dosya/<slug:paper>/", self.admin_site.admin_view(self.file), name=f"{name}_file"),
            path(
                "<uuid:request_id>/dosya/<slug:paper>/sayfa/<int:number>/",
                self.admin_site.admin_view(self.page_image),
                name=f"{name}_page",
            ),
        ]
        return mine + super().get_urls()

    def get_request(self, request: HttpRequest, request_id: UUID) -> Request:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related(
            "application__category",
            "application__applicant__identity__registry",
            "decided_by",
            *(f"{name}__page_images" for name in self.upload_labels),
        )
        found = rows.filter(pk=request_id).first()
        if found is None:
            raise Http404
        return found

    def page(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        row = self.get_request(request, request_id)
        may = request.user.has_perm(DECIDES.perm)
        form = None
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            form = self.build_decision_form(row, request.POST)
            if not is_taken_back(request) and form.is_valid() and (answer := self.decide(request, row, form)):
                return answer
        else:
            audit.record_action(request, "saw_request", self.machine.subject, row.pk)
        decides = may and row.status == self.waiting_status
        if decides and form is None:
            form = self.build_decision_form(row)
        context = {
            **admin.site.each_context(request),
            "title": row.application.number,
            "opts": self.opts,
            "row": row,
            "tag": "warn" if row.status == self.waiting_status else "grey",
            "case": row.application,
            "facts": self.list_facts(row),
            "compared": self.compared(row),
            **viewer.build_viewer_context(request, self.list_documents(row)),
            "decides": decides,
            "withheld": self.explain_withheld(row, may),
            "decisions": self.decisions,
            "form": form,
            "review_url": reverse("admin:review", args=[row.application_id]),
        }
        status = 422 if form is not None and form.errors else 200
        return render(request, "admin/applications/request.html", context, status=status)

    def build_decision_form(self, row: Request, *posted: Any) -> RequestDecisionForm:
        return RequestDecisionForm(
            *posted, case=row.application, reasons=list_enabled_reasons(), hint=self.hint, use=self.use
        )

    def compared(self, row: Request) -> list[Line]:
        """The printed facts beside the sent and the registered ones, where a decision is about them."""
        return []

    def explain_withheld(self, row: Request, may: bool) -> str:
        """Why nothing can be decided here now; "" when something can."""
        if row.status != self.waiting_status:
            return ""  # the decision itself is shown
        return "" if may else _("Rolünüz bu kararı kapsamıyor.")

    def decide(self, request: HttpRequest, row: Request, form: RequestDecisionForm) -> HttpResponse | None:
        """Show what the chosen move would do, then make it; None when its guard refused: the form says why."""
        name = request.POST.get("move", "")
        if name not in self.decisions:
            raise Http404
        officer = Actor.from_person(cast(Officer, request.user))
        make = partial(
            engine.perform,
            self.machine,
            name,
            row.pk,
            officer,
            form.get_details(),
            version=get_seen_version(request),
        )
        try:
            if not is_confirmed(request):
                rehearsal = perform_dry_run(make, row.application_id)
                audit.record_action(request, "rehearsed_decision", self.machine.subject, row.pk, detail=name)
                title = self.decisions[name]
                return render_confirmation(
                    request, title=title, row=row, rehearsal=rehearsal, action=request.path, opts=self.opts
                )
            make()
        except engine.InvalidStateError as late:
            messages.error(request, explain_overtaken(late, row.application))
        except engine.GuardError as refusal:
            form.add_error("text", str(refusal))
            return None
        else:
            audit.record_action(request, "decided", self.machine.subject, row.pk, detail=name)
            messages.success(request, _("Karar kaydedildi. Başvuru sahibine bildirim yolda."))
        return redirect(request.path)

    def list_documents(self, row: Request) -> list[viewer.ViewedUpload]:
        subject = self.machine.subject
        held = {name: getattr(row, name) for name in self.upload_labels if getattr(row, f"{name}_id")}
        return [
            viewer.ViewedUpload(
                self.upload_labels[name],
                upload,
                reverse(f"admin:{subject}_file", args=[row.pk, name]),
                partial(_build_page_url, f"admin:{subject}_page", row.pk, name),
            )
            for name, upload in held.items()
        ]

    def page_image(self, request: HttpRequest, request_id: UUID, paper: str, number: int) -> HttpResponse:
        row = self.get_request(request, request_id)
        upload = getattr(row, paper) if paper in self.upload_labels else None
        if upload is None or not upload.is_clean:
            raise Http404
        return viewer.serve_page_image(request, upload, number)

    def file(self, request: HttpRequest, request_id: UUID, paper: str) -> FileResponse:
        row = self.get_request(request, request_id)
        upload = getattr(row, paper) if paper in self.upload_labels else None
        if upload is None or not upload.is_clean:
            raise Http404
        audit.record_action(request, "downloaded_file", self.machine.subject, row.pk, detail=upload.kind)
        return serve_upload(upload, inline=upload.media_type.startswith("image/"))

    def list_facts(self, row: Any) -> list[tuple[Any, Any]]:
        raise NotImplementedError

    @admin.display(description=gettext_lazy("Başvuru no"))
    def number_column(self, row: Request) -> str:
        return require_value(row.application.number)

    @admin.display(description=gettext_lazy("Ad soyad"))
    def name_column(self, row: Request) -> str:
        return row.application.name_as_sent

    @admin.display(description=gettext_lazy("Durum"))
    def status_column(self, row: Request) -> str:
        tag = "warn" if row.status == self.waiting_status else "grey"
        return format_html('<span class="tag tag--{}">{}</span>', tag, row.get_status_display())
