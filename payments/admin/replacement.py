"""The page on which an officer puts the right line in the place of one that a file brought wrong."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.fields import TextField

from ..collections.replacing import CannotReplaceError, NumberTakenError, can_be_replaced, replace_line
from ..collections.statement import cells as read_cell
from ..collections.statement.statement_findings import FINDING_TEXTS, UnreadableError
from ..collections.statement.timestamps import read_moment
from ..models import CollectionLine
from ..templatetags.money import lira

# Column of a file, fact of a line, label, reader.
FACT_FIELDS: tuple[tuple[str, str, Any, Callable[[str], read_cell.CellReading]], ...] = (
    ("tahsilat_no", "collection_id", gettext_lazy("Tahsilat numarası"), read_cell.read_collection_id),
    ("tahsil_zamani", "collected_at", gettext_lazy("Tahsil zamanı"), lambda text: read_moment(text)[0]),
    ("tahsil_eden", "collector", gettext_lazy("Tahsil eden"), read_cell.read_collector),
    ("vergi_turu", "tax_code", gettext_lazy("Vergi türü"), read_cell.read_tax_code),
    ("ykn", "foreigner_id", gettext_lazy("Yabancı kimlik numarası"), read_cell.read_foreigner_id),
    ("referans", "reference", gettext_lazy("İşlem referans numarası"), read_cell.read_reference),
    ("tutar", "amount_kurus", gettext_lazy("Tutar"), lambda text: read_cell.read_amount(text, reversal=False)),
)


class ReplacementForm(forms.Form):
    """The line's facts as a file would tell them, and why they are changed; cleans to the line's own fields."""

    reversal = forms.BooleanField(label=gettext_lazy("Ters kayıt"), required=False)
    note = TextField(
        label=gettext_lazy("Neden"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Neye dayanarak; örneğin GİB’in yazısının sayısı. Kişisel bilgi yazmayın."),
    )
    field_order = [*(column for column, *_rest in FACT_FIELDS), "reversal", "note"]

    def __init__(self, line: CollectionLine, data: Any = None) -> None:
        super().__init__(data, initial=show_facts(line) | {"reversal": line.reversal})
        for column, _fact, label, _reader in FACT_FIELDS:
            needed = column not in {"tahsil_eden", "referans"}
            self.fields[column] = TextField(label=label, required=needed, max_length=80)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.facts: dict[str, Any] = {"reversal": cleaned.get("reversal", False)}
        for column, fact, _label, reader in FACT_FIELDS:
            if column not in cleaned:
                continue
            try:
                found = reader(cleaned[column])
            except UnreadableError as error:
                self.add_error(column, _describe_problem(error.code, error.params))
                continue
            # What stands in GİB's own record stays; what an officer types must be right.
            if found.doubt and cleaned[column] != self.initial[column]:
                self.add_error(column, _describe_problem(*found.doubt))
            self.facts[fact] = found.value
        if not self.errors and not self.has_changed_facts():
            self.add_error(None, _("Hiçbir bilgi değişmedi."))
        return cleaned

    def has_changed_facts(self) -> bool:
        return any(name != "note" for name in self.changed_data)


def show_facts(line: CollectionLine) -> dict[str, str]:
    """A line's facts as the cells of a file."""
    return {
        "tahsilat_no": line.collection_id,
        "tahsil_zamani": f"{timezone.localtime(line.collected_at):%d.%m.%Y %H:%M:%S}",
        "tahsil_eden": line.collector,
        "vergi_turu": line.tax_code,
        "ykn": line.foreigner_id,
        "referans": line.reference or "",
        "tutar": lira(line.amount_kurus),
    }


def _describe_problem(code: str, params: dict[str, Any]) -> str:
    return str(FINDING_TEXTS[code]) % params if params else str(FINDING_TEXTS[code])


def show_replacement_page(model_admin: admin.ModelAdmin, request: HttpRequest, line_id: int) -> HttpResponse:
    """Ask for the right facts and the reason; both lines stay, the wrong one counts no more."""
    if not request.user.has_perm("payments.add_collectionsfile"):
        raise PermissionDenied
    line = CollectionLine.objects.select_related("leg__order", "file").filter(pk=line_id).first()
    if line is None:
        raise Http404
    if not can_be_replaced(line):
        messages.error(request, _("Yalnız dosyayla gelen ve hiçbir ödemeye sayılmamış bir satır değiştirilir."))
        return redirect("admin:collection_line", line.pk)
    form = ReplacementForm(line, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            right = replace_line(line.pk, form.facts, cast(Officer, request.user), form.cleaned_data["note"])
        except CannotReplaceError:
            messages.error(request, _("Bu satır siz bakarken değişti. Hiçbir şey kaydedilmedi; yeniden bakın."))
            return redirect("admin:collection_line", line.pk)
        except NumberTakenError as error:
            there = reverse("admin:collection_line", args=[error.line.pk])
            words = _(
                'Bu tahsilat numarası <a href="{}">başka bir satırda</a> kayıtlı. '
                "İkisi aynı paraysa bu satırı inceleyip kapatın."
            )
            form.add_error("tahsilat_no", format_html(words, there))
        else:
            detail = f"{right.pk}: {form.cleaned_data['note']}"[:200]
            audit.record_action(request, "replaced_collection", "collection", line.pk, detail=detail)
            messages.success(request, _("Satır değiştirildi; doğrusu işlendi."))
            return redirect("admin:collection_line", right.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": line.collection_id,
        "opts": model_admin.opts,
        "line": line,
        "form": form,
    }
    return render(request, "admin/payments/replace.html", context, status=422 if form.errors else 200)
