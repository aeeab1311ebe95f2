"""Files of collections: handed over, looked through, and taken in only after somebody has seen what is in them."""

import hashlib
from typing import Any

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

from applicants import audit
from applicants.promises import PromiseState
from applicants.staff.look_only import LookOnly

from ..models import CollectionsFile
from ..statement import COLUMNS, preview, read

MOST_BYTES = 4 * 1024 * 1024
MOST_SHOWN = 200
STATES = {
    PromiseState.HELD: ("warn", gettext_lazy("Onay bekliyor")),
    PromiseState.QUEUED: ("info", gettext_lazy("İçeri alınıyor")),
    PromiseState.LEASED: ("info", gettext_lazy("İçeri alınıyor")),
    PromiseState.KEPT: ("ok", gettext_lazy("İçeri alındı")),
    PromiseState.DEAD: ("error", gettext_lazy("Alınamadı")),
}


class FileForm(forms.Form):
    """A UTF-8 text file; cleans to its words, every line readable."""

    file = forms.FileField(label=gettext_lazy("CSV dosyası"), max_length=120)

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("Dosya en çok 4 MB olabilir."))
        try:
            self.text = given.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Dosya UTF-8 değil.")) from None
        statement = read(self.text)
        if statement.problems:
            told = [
                (_("Satır %(n)d: ") % {"n": each.line} if each.line else "") + each.words
                for each in statement.problems[:20]
            ]
            if len(statement.problems) > len(told):
                told.append(_("Toplam %(n)d satırda sorun var.") % {"n": len(statement.problems)})
            raise forms.ValidationError(told)
        self.line_count = len(statement.lines)
        return given


@admin.register(CollectionsFile)
class CollectionsFileAdmin(LookOnly):
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
            path("add/", guarded(self.add), name="payments_collectionsfile_add"),
            path("<uuid:file_id>/change/", guarded(self.page), name="collections_file"),
            *super().get_urls(),
        ]

    def add(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if request.method == "POST" and form.is_valid():
            return self._keep(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tahsilat dosyası ekle"),
            "opts": self.opts,
            "form": form,
            "heading": ";".join(COLUMNS),
        }
        return render(request, "admin/payments/add_file.html", context, status=422 if form.errors else 200)

    def _keep(self, request: HttpRequest, form: FileForm) -> HttpResponse:
        digest = hashlib.sha256(form.text.encode()).hexdigest()
        try:
            with transaction.atomic():
                row = CollectionsFile(
                    name=form.cleaned_data["file"].name[:120],
                    sha256=digest,
                    content=form.text,
                    line_count=form.line_count,
                    officer=request.user,
                    promise_state=PromiseState.HELD,
                ).make()
        except IntegrityError:
            row = CollectionsFile.objects.get(sha256=digest)
            messages.warning(request, _("Bu dosya daha önce eklenmiş."))
        else:
            audit.record(request, "added_collections_file", "collections_file", row.pk)
        return redirect("admin:collections_file", row.pk)

    def page(self, request: HttpRequest, file_id: Any) -> HttpResponse:
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
            row.release()
            audit.record(request, "imported_collections_file", "collections_file", row.pk)
            messages.success(request, _("Dosya içeri alınıyor; sonuç bu sayfada görünür."))
            return redirect("admin:collections_file", row.pk)
        found = preview(read(row.content).lines)
        tag, words = STATES[PromiseState(row.promise_state)]
        context = {
            **self.admin_site.each_context(request),
            "title": row.name,
            "opts": self.opts,
            "file": row,
            "tag": tag,
            "state": words,
            "found": found,
            "shown": found.fresh[:MOST_SHOWN],
            "most_shown": MOST_SHOWN,
            "may_import": may and row.promise_state == PromiseState.HELD,
            "done": row.promise_state == PromiseState.KEPT,
        }
        return render(request, "admin/payments/file.html", context)

    @admin.display(description=gettext_lazy("dosya"))
    def name_column(self, row: CollectionsFile) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:collections_file", args=[row.pk]), row.name)

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, row: CollectionsFile) -> str:
        tag, words = STATES[PromiseState(row.promise_state)]
        return format_html('<span class="tag tag--{}">{}</span>', tag, words)
