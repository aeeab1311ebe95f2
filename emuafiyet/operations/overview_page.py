"""The operators' page: every queue and outside system at one look, and a button for whatever needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from applicants.staff import audit
from emuafiyet.core.fields import TextField
from emuafiyet.core.heartbeats.writing import SILENT_AFTER_SECONDS
from emuafiyet.core.models import DeliveryRecord, Heartbeat, OutsideSystem
from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox import operating
from emuafiyet.core.outbox.models import OutboxItem
from emuafiyet.core.outbox.overview import TableFigures, count_items, list_troubled_items
from emuafiyet.core.outside.systems import System

from .table_names import name_table

PERMISSION = "core.operate_outbox"
MAX_LISTED = 100
QUEUE_NAMES = {
    "otp": gettext_lazy("Tek kullanımlık kodlar"),
    "mail": gettext_lazy("E-postalar"),
    "identity": gettext_lazy("Giriş yapanlar hakkında sorular"),
    "gateway": gettext_lazy("Kurumlara bildirimler"),
    "scan": gettext_lazy("Dosya denetimi"),
    "pages": gettext_lazy("Sayfa görüntüleri"),
    "pdf": gettext_lazy("Belgeler ve kartlar"),
    "default": gettext_lazy("Diğer işler"),
}


@dataclass(frozen=True)
class SystemRow:
    """One outside system as the page shows it; ``row`` is None while nobody has called it."""

    name: str
    label: Any
    row: OutsideSystem | None
    waiting: int

    @property
    def state(self) -> str:
        return self.row.state if self.row else "unknown"


@dataclass(frozen=True)
class QueueRow:
    table: TableFigures
    name: Any
    queue: Any
    last_success: datetime | None


class CloseForm(forms.Form):
    """Why an operator gives an item up."""

    reason = TextField(label=gettext_lazy("Neden"), max_length=150)


@admin.site.admin_view
@require_http_methods(["GET", "HEAD", "POST"])
def operations(request: HttpRequest) -> HttpResponse:
    """Five queries of its own, whatever the data. POST: one of the buttons, audited."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method == "POST":
        return _handle_button(request)
    return _show(request, CloseForm())


def _show(request: HttpRequest, form: CloseForm, status: int = 200) -> HttpResponse:
    tables = count_items()
    records = dict(DeliveryRecord.objects.values_list("table", "delivered_at"))
    silent_since = timezone.now() - timedelta(seconds=SILENT_AFTER_SECONDS)
    names = {table.label: name_table(table.model) for table in tables}
    context = {
        **admin.site.each_context(request),
        "title": _("İşletim"),
        "queues": [
            QueueRow(
                table,
                names[table.label],
                QUEUE_NAMES.get(table.model.queue, table.model.queue),
                records.get(table.label),
            )
            for table in tables
        ],
        "systems": _list_systems(tables),
        "heartbeats": [(each, each.seen_at < silent_since) for each in Heartbeat.objects.order_by("name")],
        "troubled": [(each, names[each.table]) for each in list_troubled_items(MAX_LISTED)],
        "troubled_count": sum(table.failed + table.held_too_long for table in tables),
        "form": form,
    }
    return render(request, "admin/operations/overview.html", context, status=status)


def _list_systems(tables: list[TableFigures]) -> list[SystemRow]:
    rows = OutsideSystem.objects.in_bulk()
    waiting = {system.value: sum(table.waiting.get(system.value, 0) for table in tables) for system in System}
    return [SystemRow(system.value, system.label, rows.get(system.value), waiting[system.value]) for system in System]


def _handle_button(request: HttpRequest) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "retry_system":
        system = request.POST.get("system", "")
        if system not in System.values:
            raise Http404
        count = operating.retry_system(system)
        audit.record_action(request, "retried_system", "system", system, detail=str(count))
        text = ngettext("%(n)d iş yeniden denenecek.", "%(n)d iş yeniden denenecek.", count) % {"n": count}
        messages.success(request, text)
        return redirect("operations")
    model, key = _find_item(request)
    if action == "retry":
        if operating.retry_item(model, key):
            audit.record_action(request, "retried_item", require_value(model._meta.model_name), key)
            messages.success(request, _("İş hemen yeniden denenecek."))
        else:
            messages.warning(request, _("Bu işin durumu bu arada değişti."))
        return redirect("operations")
    if action == "close":
        form = CloseForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Vazgeçmek için bir neden yazın."))
            return _show(request, form, status=422)
        if operating.close_item(model, key, form.cleaned_data["reason"]):
            kind, reason = require_value(model._meta.model_name), form.cleaned_data["reason"]
            audit.record_action(request, "closed_item", kind, key, detail=reason)
            messages.success(request, _("İşten vazgeçildi."))
        else:
            messages.warning(request, _("Bu işin durumu bu arada değişti."))
        return redirect("operations")
    raise Http404


def _find_item(request: HttpRequest) -> tuple[type[OutboxItem], str]:
    try:
        model = apps.get_model(request.POST.get("table", ""))
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, OutboxItem):
        raise Http404
    try:
        key = model._meta.pk.to_python(request.POST.get("key", ""))
    except forms.ValidationError:
        raise Http404 from None
    return model, str(key)
