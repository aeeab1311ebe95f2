"""Collections at the desk: what needs a person first, each line with all that is known of it, and what became of it."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.admin.paginator import bounded_counts
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.fields import TextField, get_choice_field

from ..collections.handling import InvalidLineStateError, handle_line, list_possible_steps
from ..collections.replacing import can_be_replaced
from ..models import Attention, CollectionLine, Feed, HandlingStep, LineOutcome, Tariff
from ..reconciliation import reconcile_payments
from ..templatetags.money import lira
from .replacement import show_replacement_page

OUTCOME_TAGS = {
    LineOutcome.MATCHED: "ok",
    LineOutcome.WAITING: "info",
    LineOutcome.REVERSED: "grey",
    LineOutcome.REVERSAL: "grey",
    LineOutcome.REPLACED: "grey",
}
MAX_SHOWN = 99
# Days before the new year at which its tariff should be on the desk; the ministry publishes it in the last ones.
TARIFF_WARNING_BEFORE = timedelta(days=31)
FEED_LATE_AFTER = timedelta(hours=1)
NEEDS_ATTENTION = Q(attention=Attention.OPEN)
# What waits for a person, by kind: key, words, which lines. Every tile counts a partial index and stops at 100.
TILES: tuple[tuple[str, Any, Q], ...] = (
    ("uyumsuz", gettext_lazy("Tutarı uymayan"), NEEDS_ATTENTION & Q(outcome=LineOutcome.MISMATCHED)),
    ("fazla", gettext_lazy("Fazla ödeme"), NEEDS_ATTENTION & Q(outcome=LineOutcome.SURPLUS)),
    ("sahipsiz", gettext_lazy("Sahipsiz"), NEEDS_ATTENTION & Q(outcome=LineOutcome.UNMATCHED)),
    ("bosa", gettext_lazy("Kapanan emre ödenmiş"), NEEDS_ATTENTION & Q(outcome=LineOutcome.MATCHED)),
    ("ters", gettext_lazy("Ters kayıt uyarısı"), NEEDS_ATTENTION & Q(outcome=LineOutcome.REVERSAL)),
    ("islenecek", gettext_lazy("İşlenmemiş satır"), Q(outcome=LineOutcome.WAITING)),
)


class AttentionFilter(admin.SimpleListFilter):
    """What waits for a person, unless somebody asks for more."""

    title = gettext_lazy("görevli")
    parameter_name = "bekleyen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            *((key, words) for key, words, _which in TILES),
            ("kapanan", gettext_lazy("Kapatılanlar")),
            ("hepsi", gettext_lazy("Bütün tahsilatlar")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": _("Görevli bekleyenler")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {key: which for key, _words, which in TILES}
        if self.value() in chosen:
            return queryset.filter(chosen[self.value() or ""])
        if self.value() == "kapanan":
            return queryset.filter(attention=Attention.DONE)
        if self.value() == "hepsi" or request.GET.get("q"):
            return queryset
        return queryset.filter(NEEDS_ATTENTION)


class HandlingForm(forms.Form):
    """What the officer says of a line; ``deeds`` are those that can be said of it now."""

    deed = forms.ChoiceField(label=gettext_lazy("Ne yapıldı"), widget=forms.RadioSelect)
    note = TextField(
        label=gettext_lazy("Açıklama"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Neye dayanarak; örneğin vergi dairesine yazının sayısı. Kişisel bilgi yazmayın."),
    )

    def __init__(self, deeds: list[tuple[HandlingStep, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_choice_field(self, "deed").choices = [(deed.value, words) for deed, words in deeds]


class SpanForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("Başlangıç"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Bitiş"), required=False, widget=forms.DateInput({"type": "date"}))


@admin.register(CollectionLine)
class CollectionLineAdmin(ReadOnlyAdmin):
    list_display = [
        "number_column",
        "collected_at",
        "tax_code",
        "foreigner_id",
        "amount",
        "outcome_column",
        "refund",
    ]
    list_display_links = None
    list_filter = [AttentionFilter]
    ordering = ["-id"]
    sortable_by = ()
    search_fields = ["collection_id__exact", "reference__exact", "foreigner_id__exact"]
    search_help_text = gettext_lazy("Tahsilat, işlem referans veya yabancı kimlik numarası, tam olarak")
    change_list_template = "admin/payments/lines.html"

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        return [
            path("mutabakat/", guarded(self.show_reconciliation), name="reconciliation"),
            path("<int:line_id>/change/", guarded(self.show_line), name="collection_line"),
            path("<int:line_id>/degistir/", guarded(self.show_replacement), name="replace_collection"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("bekleyen", "")
        here = reverse("admin:payments_collectionline_changelist")
        tiles = [
            {"key": key, "title": words, "count": count, "url": f"{here}?bekleyen={key}", "current": chosen == key}
            for (key, words, _which), count in zip(TILES, _count_tiles(), strict=True)
        ]
        more = {"title": _("Ödeme masası"), "tiles": tiles, "warnings": _list_warnings()}
        return super().changelist_view(request, more | (extra_context or {}))

    def show_line(self, request: HttpRequest, line_id: int) -> HttpResponse:
        """One line: what the feed said, what it came to, what officers did about it, and what can be said now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        line = (
            CollectionLine.objects.select_related("leg__order", "undone_by", "undid", "file", "replaces", "replaced_by")
            .filter(pk=line_id)
            .first()
        )
        if line is None:
            raise Http404
        may = request.user.has_perm("payments.add_linedeed")
        if request.method == "POST" and not may:
            raise PermissionDenied
        deeds = list_possible_steps(line) if may else []
        form = HandlingForm(deeds, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._handle_line(request, line, HandlingStep(form.cleaned_data["deed"]), form.cleaned_data["note"])
        if request.method == "GET":
            audit.record_action(request, "saw_collection", "collection", line.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": line.collection_id,
            "opts": self.opts,
            "line": line,
            "tag": OUTCOME_TAGS.get(LineOutcome(line.outcome), "warn"),
            "deeds": line.deeds.select_related("officer"),
            "form": form if deeds else None,
            "may_replace": can_be_replaced(line) and request.user.has_perm("payments.add_collectionsfile"),
        }
        return render(request, "admin/payments/line.html", context, status=422 if form.errors else 200)

    def show_replacement(self, request: HttpRequest, line_id: int) -> HttpResponse:
        return show_replacement_page(self, request, line_id)

    def _handle_line(self, request: HttpRequest, line: CollectionLine, deed: HandlingStep, note: str) -> HttpResponse:
        try:
            handle_line(line.pk, deed, cast(Officer, request.user), note)
        except InvalidLineStateError:
            messages.error(request, _("Bu satır siz bakarken değişti. Hiçbir şey kaydedilmedi; yeniden bakın."))
        else:
            audit.record_action(request, "attended_collection", "collection", line.pk, detail=deed.value)
            messages.success(request, _("Kaydedildi."))
        return redirect("admin:collection_line", line.pk)

    def show_reconciliation(self, request: HttpRequest) -> HttpResponse:
        """The reconciliation, of all there ever was or of a span of days."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SpanForm(request.GET)
        days = form.cleaned_data if form.is_valid() else {}
        since, until = days.get("since"), days.get("until")
        audit.record_action(request, "saw_reconciliation", detail=f"{since or ''} {until or ''}".strip())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Mutabakat"),
            "opts": self.opts,
            "form": form,
            "found": reconcile_payments(_start_of_day(since), _start_of_day(until and until + timedelta(days=1))),
            "at": timezone.now(),
        }
        return render(request, "admin/payments/reconciliation.html", context, status=422 if form.errors else 200)

    @admin.display(description=gettext_lazy("tahsilat numarası"))
    def number_column(self, line: CollectionLine) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:collection_line", args=[line.pk]), line.collection_id)

    @admin.display(description=gettext_lazy("tutar (TL)"))
    def amount(self, line: CollectionLine) -> str:
        return lira(-line.amount_kurus if line.reversal else line.amount_kurus)

    @admin.display(description=gettext_lazy("sonuç"))
    def outcome_column(self, line: CollectionLine) -> str:
        tag = OUTCOME_TAGS.get(LineOutcome(line.outcome), "warn")
        why = line.get_reason_display() if line.reason else ""
        return format_html('<span class="tag tag--{}">{}</span><br>{}', tag, line.get_outcome_display(), why)


def _count_tiles() -> list[str]:
    """What each tile shows; beyond 99 nobody needs to know how many more."""
    numbers = bounded_counts((CollectionLine.objects.filter(which) for _key, _words, which in TILES), MAX_SHOWN)
    return [str(n) if n <= MAX_SHOWN else f"{MAX_SHOWN}+" for n in numbers]


def _list_warnings() -> list[Any]:
    """What would make money stand still if nobody saw it."""
    said: list[Any] = []
    today = timezone.localdate()
    coming = today + TARIFF_WARNING_BEFORE
    valid = Q(valid_from__lte=coming) & (Q(valid_to__isnull=True) | Q(valid_to__gte=coming))
    if not Tariff.objects.filter(valid, nationality__isnull=True).exists():
        said.append(
            _("%(day)s için tarife girilmemiş. O günden sonra ödeme bildirimi gönderilemez.")
            % {"day": f"{coming:%d.%m.%Y}"}
        )
    behind = Feed.objects.filter(
        Q(imported_through__isnull=True) | Q(imported_through__lt=timezone.now() - FEED_LATE_AFTER)
    ).first()
    if behind:
        said.append(
            _("GİB tahsilat bildirimi %(moment)s anından beri tam okunamıyor. Süresi dolan ödemeler kapatılmaz.")
            % {
                "moment": f"{timezone.localtime(behind.imported_through):%d.%m.%Y %H:%M}"
                if behind.imported_through
                else "–"
            }
        )
    return said


def _start_of_day(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None
