"""Files of collections: handed over, looked through, and taken in only after somebody has seen what is in them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.outbox.models import OutboxState

from ..collections.collections_files import load_file
from ..collections.statement import COLUMNS, Statement, StatementFinding, build_preview, read_statement
from ..collections.statement.statement_storage import accept_doubtful_lines, dump_statement
from ..collections.statement.template import EXAMPLE, write_csv, write_xlsx
from ..models import CollectionsFile

MAX_BYTES = 4 * 1024 * 1024
MAX_SHOWN = 200
MAX_PROBLEMS_SHOWN = 20
TEMPLATE_WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
STATE_LABELS = {
    OutboxState.ON_HOLD: ("warn", gettext_lazy("Onay bekliyor")),
    OutboxState.QUEUED: ("info", gettext_lazy("İçeri alınıyor")),
    OutboxState.LEASED: ("info", gettext_lazy("İçeri alınıyor")),
    OutboxState.DELIVERED: ("ok", gettext_lazy("İçeri alındı")),
    OutboxState.FAILED: ("error", gettext_lazy("Alınamadı")),
}


class CollectionsFileForm(forms.Form):
    """A file of collections with at least one line that can be taken in; ``statement`` is what it says."""

    file = forms.FileField(
        label=gettext_lazy("CSV veya XLSX dosyası"),
        max_length=120,
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MAX_BYTES:
            raise forms.ValidationError(_("Dosya en çok 4 MB olabilir."))
        self.content: bytes = given.read()
        self.statement: Statement = read_statement(self.content)
        if not (self.statement.lines or self.statement.doubtful):
            raise forms.ValidationError(_describe_problems(self.statement.problems))
        return given


def _describe_problems(problems: Sequence[StatementFinding]) -> list[str]:
    told = [
        (_("Satır %(n)d: ") % {"n": each.line} if each.line else "") + each.words
        for each in problems[:MAX_PROBLEMS_SHOWN]
    ]
    if len(problems) > len(told):
        told.append(_("Toplam %(n)d sorun var.") % {"n": len(problems)})
    return told


@admin.register(CollectionsFile)
class CollectionsFileAdmin(ReadOnlyAdmin):
    list_display = ["name_column", "created_at", "officer", "line_count", "state_column"]
    list_display_links = None
    list_select_related = ["officer"]
    ordering = ["-created_at"]
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.add_collectionsfile")

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        return [
            path("add/", guarded(self.add_file), name="payments_collectionsfile_add"),
            path("sablon/<str:kind>/", guarded(self.download_template), name="collections_template"),
            path("<uuid:file_id>/change/", guarded(self.show_file), name="collections_file"),
            *super().get_urls(),
        ]

    def add_file(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CollectionsFileForm(request.POST, request.FILES) if request.method == "POST" else CollectionsFileForm()
        if request.method == "POST" and form.is_valid():
            return self._store_file(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tahsilat dosyası ekle"),
            "opts": self.opts,
            "form": form,
            "heading": ";".join(COLUMNS),
            "example": ";".join(EXAMPLE),
        }
        return render(request, "admin/payments/add_file.html", context, status=422 if form.errors else 200)

    def _store_file(self, request: HttpRequest, form: CollectionsFileForm) -> HttpResponse:
        digest = hashlib.sha256(form.content).hexdigest()
        try:
            with transaction.atomic():
                row = CollectionsFile(
                    name=form.cleaned_data["file"].name[:120],
                    sha256=digest,
                    reading=dump_statement(form.statement),
                    line_count=len(form.statement.lines) + form.statement.held_back,
                    officer=cast(Officer, request.user),
                    promise_state=OutboxState.ON_HOLD,
                ).enqueue()
        except IntegrityError:
            row = CollectionsFile.objects.get(sha256=digest)
            messages.warning(request, _("Bu dosya daha önce eklenmiş."))
        else:
            audit.record_action(request, "added_collections_file", "collections_file", row.pk)
        return redirect("admin:collections_file", row.pk)

    def download_template(self, request: HttpRequest, kind: str) -> HttpResponse:
        """An empty file with the right columns, to be filled in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in TEMPLATE_WRITERS:
            raise Http404
        write, media_type = TEMPLATE_WRITERS[kind]
        disposition = {"Content-Disposition": f'attachment; filename="tahsilat-sablonu.{kind}"'}
        return HttpResponse(write(), content_type=media_type, headers=disposition)

    def show_file(self, request: HttpRequest, file_id: Any) -> HttpResponse:
        """What is in the file beside what is stored; a press takes it in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = CollectionsFile.objects.select_related("officer").filter(pk=file_id).first()
        if row is None:
            raise Http404
        may = self.has_add_permission(request)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            return self._import_lines(request, row)
        statement = load_file(row)
        found = build_preview([*statement.lines, *statement.doubtful])
        held_back = {line.number for line in statement.doubtful}
        fresh = replace(found, fresh=tuple(line for line in found.fresh if line.number not in held_back))
        told = {line.number for line in (*found.known, *found.contradicting)}
        problems = [each for each in statement.problems if each.line not in told]
        tag, words = STATE_LABELS[OutboxState(row.promise_state)]
        context = {
            **self.admin_site.each_context(request),
            "title": row.name,
            "opts": self.opts,
            "file": row,
            "tag": tag,
            "state": words,
            "statement": statement,
            "found": fresh,
            "shown": fresh.fresh[:MAX_SHOWN],
            "problems": problems[:MAX_SHOWN],
            "problem_count": len(problems),
            "held_back": len({each.line for each in problems if each.line}),
            "notes": statement.notes[:MAX_SHOWN],
            "note_count": len(statement.notes),
            "most_shown": MAX_SHOWN,
            "may_import": may and row.promise_state == OutboxState.ON_HOLD,
            "done": row.promise_state == OutboxState.DELIVERED,
        }
        return render(request, "admin/payments/file.html", context)

    def _import_lines(self, request: HttpRequest, row: CollectionsFile) -> HttpResponse:
        """Take in the clear lines, and of the doubtful ones those that the officer answers for."""
        numbers = {int(text) for text in request.POST.getlist("accept") if text.isascii() and text.isdigit()}
        with transaction.atomic():
            row = CollectionsFile.objects.select_for_update(of=("self",)).get(pk=row.pk)
            if row.promise_state != OutboxState.ON_HOLD:
                messages.warning(request, _("Bu dosya daha önce içeri alınmış."))
                return redirect("admin:collections_file", row.pk)
            statement = load_file(row)
            accepted = numbers & {line.number for line in statement.doubtful}
            row.reading = dump_statement(accept_doubtful_lines(statement, accepted))
            row.save(update_fields=["reading"])
            row.unhold()
            detail = f"accepted lines: {', '.join(map(str, sorted(accepted)))}"[:200] if accepted else ""
            audit.record_action(request, "imported_collections_file", "collections_file", row.pk, detail=detail)
        messages.success(request, _("Dosya içeri alınıyor; sonuç bu sayfada görünür."))
        return redirect("admin:collections_file", row.pk)

    @admin.display(description=gettext_lazy("dosya"))
    def name_column(self, row: CollectionsFile) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:collections_file", args=[row.pk]), row.name)

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, row: CollectionsFile) -> str:
        tag, words = STATE_LABELS[OutboxState(row.promise_state)]
        return format_html('<span class="tag tag--{}">{}</span>', tag, words)
