"""Batches at the desk: rendered by a worker with progress, downloaded once for the card printer, closed as printed."""

from io import BytesIO
from typing import IO, Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.outbox.models import OutboxState

from .. import storage
from ..cards import batches, work_lists
from ..cards.imposition import impose_cards
from ..models import PrintBatch
from ..models.card import CardState
from .problem_texts import describe_problem


def describe_batch_state(batch: PrintBatch) -> tuple[str, Any]:
    if batch.closed_at:
        return "grey", gettext_lazy("Kapandı")
    if batch.pdf:
        return "ok", gettext_lazy("Basıma hazır")
    if batch.promise_state == OutboxState.FAILED:
        return "error", gettext_lazy("Dosya yapılamadı")
    return "info", gettext_lazy("Hazırlanıyor")


@admin.register(PrintBatch)
class PrintBatchAdmin(ReadOnlyAdmin):
    list_display = ("number_column", "created_at", "officer", "size", "state_column", "closed_at")
    list_display_links = None
    list_select_related = ("officer",)
    ordering = ("-number",)
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("documents.add_printbatch")

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        return [
            path("add/", guarded(self.add_batch), name="documents_printbatch_add"),
            path("<uuid:batch_id>/change/", guarded(self.show_batch), name="batch"),
            path("<uuid:batch_id>/pdf/", guarded(require_safe(self.download_pdf)), name="batch_pdf"),
            *super().get_urls(),
        ]

    def add_batch(self, request: HttpRequest) -> HttpResponse:
        """The oldest cards that wait for print, as many as a batch takes."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        oldest = (
            work_lists.cards_to_print()
            .order_by("queued_at", "id")
            .values_list("pk", flat=True)[: batches.MAX_BATCH_SIZE]
        )
        if request.method == "POST":
            try:
                batch = batches.open_batch(cast(Officer, request.user), list(oldest))
            except batches.NothingToPrintError:
                messages.error(request, _("Basılmayı bekleyen kart yok."))
                return redirect("admin:documents_card_changelist")
            audit.record_action(request, "opened_batch", "batch", batch.pk, detail=str(batch.size))
            return redirect("admin:batch", batch.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Basım partisi aç"),
            "opts": self.opts,
            "count": oldest.count(),
            "most": batches.MAX_BATCH_SIZE,
        }
        return render(request, "admin/documents/add_batch.html", context)

    def find_batch(self, request: HttpRequest, batch_id: UUID) -> PrintBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = PrintBatch.objects.select_related("officer").filter(pk=batch_id).first()
        if batch is None:
            raise Http404
        return batch

    def show_batch(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        batch = self.find_batch(request, batch_id)
        may = request.user.has_perm("documents.change_printbatch")
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            return self._perform_action(request, batch)
        tag, words = describe_batch_state(batch)
        rows = batch.rows.select_related("card").order_by("position")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Basım partisi %(number)d") % {"number": batch.number},
            "opts": self.opts,
            "batch": batch,
            "tag": tag,
            "state": words,
            "problem": describe_problem(batch),
            "rows": [(row, row.is_open and row.card.state == CardState.INVALIDATED) for row in rows],
            "may_act": may and batch.closed_at is None,
            "may_download": may and batch.is_ready,
        }
        return render(request, "admin/documents/batch.html", context)

    def _perform_action(self, request: HttpRequest, batch: PrintBatch) -> HttpResponse:
        try:
            if request.POST.get("deed") == "printed":
                void = batches.close_batch(batch.pk)
                audit.record_action(request, "closed_batch", "batch", batch.pk)
                messages.success(request, _("Kartlar basıldı; basım dosyası silindi."))
                if void:
                    numbers = ", ".join(void)
                    messages.warning(
                        request,
                        _("Bu kartlar bu arada geçersiz oldu; basılanları imha edin: %(numbers)s")
                        % {"numbers": numbers},
                    )
            else:
                batches.cancel_batch(batch.pk)
                audit.record_action(request, "cancelled_batch", "batch", batch.pk)
                messages.success(request, _("Parti kapandı; kartlar yeniden sırada."))
        except batches.InvalidBatchStateError:
            messages.error(request, _("Parti siz bakarken değişti. Hiçbir şey yapılmadı; yeniden bakın."))
        return redirect("admin:batch", batch.pk)

    def download_pdf(self, request: HttpRequest, batch_id: UUID) -> FileResponse:
        """The print file, for whoever may close the batch; with ``?sheet=a4`` on sheets for a proof or a cutter."""
        batch = self.find_batch(request, batch_id)
        if not request.user.has_perm("documents.change_printbatch"):
            raise PermissionDenied
        try:
            file = storage.open_file(batch.pdf) if batch.pdf else None
        except FileNotFoundError:
            file = None
        if file is None:
            raise Http404
        audit.record_action(request, "downloaded_batch", "batch", batch.pk)
        if request.GET.get("sheet") == "a4":
            with file:
                sheets = BytesIO(impose_cards(file.read()))
            return self._file_response(sheets, f"kartlar-{batch.number}-a4.pdf")
        return self._file_response(file, f"kartlar-{batch.number}.pdf")

    def _file_response(self, content: IO[bytes], name: str) -> FileResponse:
        response = FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    @admin.display(description=gettext_lazy("parti no"))
    def number_column(self, batch: PrintBatch) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:batch", args=[batch.pk]), batch.number)

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, batch: PrintBatch) -> str:
        return format_html('<span class="tag tag--{}">{}</span>', *describe_batch_state(batch))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("officer")
