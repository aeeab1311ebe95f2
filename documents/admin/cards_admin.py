"""Cards at the desk: what waits for whom, every card with its way, and the few things an officer does to one."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.admin.paginator import bounded_counts
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.fields import TextField
from emuafiyet.core.outbox.models import OutboxState

from ..cards import batches, card_lifecycle, shipping, work_lists
from ..models import Card, Shipment
from ..models.card import CardState

MAX_SHOWN = 99
STATE_TAGS = {
    CardState.QUEUED: "info",
    CardState.PRINTED: "info",
    CardState.DELIVERED: "ok",
    CardState.RETURNED: "error",
    CardState.FAILED_ATTEMPT: "warn",
    CardState.HELD_AT_OFFICE: "warn",
    CardState.INVALIDATED: "grey",
}
# What lies on the desk: key, words, which cards. The first is what an officer begins with.
TILES = (
    ("basilacak", gettext_lazy("Basılacak"), work_lists.cards_to_print),
    ("basimda", gettext_lazy("Basımda"), work_lists.cards_in_print),
    ("verilecek", gettext_lazy("PTT’ye verilecek"), work_lists.cards_to_hand_over),
    ("bildiriliyor", gettext_lazy("PTT’ye bildiriliyor"), work_lists.cards_being_registered),
    ("yolda", gettext_lazy("Yolda"), work_lists.cards_under_way),
    ("sorunlu", gettext_lazy("Teslim edilemeyen"), work_lists.undelivered_cards),
    ("sessiz", gettext_lazy("15 gündür haber yok"), work_lists.silent_cards),
)
ENDED_STATES = (
    (CardState.DELIVERED.value, gettext_lazy("Teslim edilenler")),
    (CardState.INVALIDATED.value, gettext_lazy("Geçersizler")),
)
# Why PTT would not take a parcel, in the officer's words.
REFUSAL_TEXTS = {
    "unknown_address": gettext_lazy("Mesken kodu adres kaydında yok. Kişiden doğru adresi isteyin."),
    "parcel 2": gettext_lazy("PTT bu barkodun kullanıldığını söylüyor. Yeniden verin; yeni bir barkod alınır."),
}


class DeskFilter(admin.SimpleListFilter):
    title = gettext_lazy("masa")
    parameter_name = "masa"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((key, words) for key, words, _which in TILES), *ENDED_STATES]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": _("Süren kartlar")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """What is under way unless somebody asks for more: most of a million cards have long been delivered."""
        chosen = {key: which for key, _words, which in TILES}.get(self.value() or "")
        if chosen:
            return queryset.filter(pk__in=chosen().values("pk"))
        if self.value() in dict(ENDED_STATES):
            return queryset.filter(state=self.value()).order_by("-moved_at")
        return queryset if request.GET.get("q") else queryset.exclude(state__in=dict(ENDED_STATES))


class ReasonForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Neden"),
        max_length=200,
        help_text=gettext_lazy("Kısaca; kişisel bilgi yazmayın."),
    )


@admin.register(Card)
class CardAdmin(ReadOnlyAdmin):
    """Cards move along their table; nobody edits what is printed on one."""

    list_display = ("number_column", "application_column", "state_column", "moved_at", "tracking_number", "said_column")
    list_display_links = None
    list_filter = (DeskFilter,)
    list_per_page = batches.MAX_BATCH_SIZE
    ordering = ("queued_at", "id")
    sortable_by = ()
    search_fields = ("number__exact", "tracking_number__exact")
    search_help_text = gettext_lazy("Kart, başvuru veya PTT takip numarası, tam olarak")
    actions = ("print_chosen", "hand_over_chosen")
    change_list_template = "admin/documents/cards.html"

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        return [path("<uuid:card_id>/change/", guarded(self.show_card), name="card"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        last = Shipment.objects.filter(card=OuterRef("pk")).order_by("-created_at")
        refused = last.filter(promise_state=OutboxState.FAILED)
        return super().get_queryset(request).annotate(refusal=Subquery(refused.values("last_error")[:1]))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip().upper()
        if not term:
            return queryset, False
        return queryset.filter(Q(number=term) | Q(tracking_number=term) | Q(facts__number=term)), False

    def has_desk_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("documents.change_card")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("masa", "")
        here = reverse("admin:documents_card_changelist")
        counts = bounded_counts((which() for _key, _words, which in TILES), MAX_SHOWN)
        tiles = [
            {
                "key": key,
                "title": words,
                "count": str(n) if n <= MAX_SHOWN else f"{MAX_SHOWN}+",
                "url": f"{here}?masa={key}",
                "current": chosen == key,
                "late": key in {"sorunlu", "sessiz"} and n > 0,
            }
            for (key, words, _which), n in zip(TILES, counts, strict=True)
        ]
        more = {"title": _("Kart bürosu"), "tiles": tiles, "warnings": _list_warnings()}
        return super().changelist_view(request, more | (extra_context or {}))

    @admin.action(description=gettext_lazy("Seçilenleri basıma al"), permissions=["desk"])
    def print_chosen(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        try:
            batch = batches.open_batch(cast(Officer, request.user), queryset.values_list("pk", flat=True))
        except batches.NothingToPrintError:
            messages.error(request, _("Seçilenlerin hiçbiri basılmayı beklemiyor."))
            return None
        audit.record_action(request, "opened_batch", "batch", batch.pk, detail=str(batch.size))
        return redirect("admin:batch", batch.pk)

    @admin.action(description=gettext_lazy("Seçilenleri PTT’ye ver"), permissions=["desk"])
    def hand_over_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._hand_over(request, list(queryset.values_list("pk", flat=True)))

    def _hand_over(self, request: HttpRequest, keys: list[UUID]) -> None:
        found = shipping.hand_over_cards(keys)
        if found.shipments:
            n = len(found.shipments)
            audit.record_action(request, "handed_cards_over", detail=str(n))
            words = ngettext(
                "%(n)d kart PTT’ye bildiriliyor. Takip numarası kart sayfasında görünür.",
                "%(n)d kart PTT’ye bildiriliyor. Takip numaraları kart sayfalarında görünür.",
                n,
            )
            messages.success(request, words % {"n": n})
        if found.not_printed:
            numbers = ", ".join(found.not_printed[:10])
            words = _("PTT’ye verilmeyi beklemeyen kartlar atlandı: %(numbers)s")
            messages.warning(request, words % {"numbers": numbers})
        if found.range_used_up:
            messages.error(request, _("PTT barkod aralığı bitti. Kalan kartlar verilmedi; yeni bir aralık ekleyin."))

    def show_card(self, request: HttpRequest, card_id: UUID) -> HttpResponse:
        """One card: what is printed on it, its prints, its parcels, and what can be done now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        card = Card.objects.filter(pk=card_id).first()
        if card is None:
            raise Http404
        may = self.has_desk_permission(request)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            return self._perform_action(request, card)
        audit.record_action(request, "saw_card", "card", card.pk)
        return self._render_card(request, card, ReasonForm(), may)

    def _render_card(self, request: HttpRequest, card: Card, form: ReasonForm, may: bool) -> HttpResponse:
        shipments = list(card.shipments.prefetch_related("movements").order_by("-created_at"))
        prints = list(card.batches.select_related("batch").order_by("-batch__number"))
        last = shipments[0] if shipments and card.state == CardState.PRINTED else None
        refusal = last.last_error if last and last.promise_state == OutboxState.FAILED else ""
        context = {
            **self.admin_site.each_context(request),
            "title": card.number,
            "opts": self.opts,
            "card": card,
            "tag": STATE_TAGS.get(CardState(card.state), "info"),
            "valid": [date.fromisoformat(card.facts[name]) for name in ("valid_from", "valid_to")],
            "shipments": shipments,
            "prints": prints,
            "refusal": REFUSAL_TEXTS.get(refusal, _("PTT’nin yanıtı: %s") % refusal) if refusal else "",
            "form": form,
            "deeds": _list_actions(card, shipments, prints) if may else set(),
        }
        return render(request, "admin/documents/card.html", context, status=422 if form.errors else 200)

    def _perform_action(self, request: HttpRequest, card: Card) -> HttpResponse:
        deed = request.POST.get("deed", "")
        form = ReasonForm(request.POST)
        if deed in {"spoil", "lost"} and not form.is_valid():
            return self._render_card(request, card, form, may=True)
        try:
            if deed == "spoil":
                batches.spoil_print(card.pk, form.cleaned_data["reason"])
                audit.record_action(request, "spoiled_card", "card", card.pk)
            elif deed == "lost":
                return self._replace_lost(request, card, form.cleaned_data["reason"])
            elif deed == "came_back":
                with transaction.atomic():
                    card_lifecycle.move_card(card.pk, CardState.RETURNED)
                    Shipment.end_tracking(card.pk)
                audit.record_action(request, "moved_card", "card", card.pk, detail="returned")
            elif deed == "hand_over":
                self._hand_over(request, [card.pk])
                return redirect("admin:card", card.pk)
            else:
                raise card_lifecycle.InvalidCardTransitionError
        except (card_lifecycle.InvalidCardTransitionError, batches.CannotSpoilError):
            messages.error(request, _("Kart siz bakarken değişti. Hiçbir şey yapılmadı; yeniden bakın."))
        else:
            messages.success(request, _("Kaydedildi."))
        return redirect("admin:card", card.pk)

    def _replace_lost(self, request: HttpRequest, card: Card, reason: str) -> HttpResponse:
        with transaction.atomic():
            new = card_lifecycle.replace_lost_card(card.pk)
        audit.record_action(request, "replaced_lost_card", "card", card.pk, detail=reason)
        messages.success(request, _("Kayıp kart geçersiz. Yerine %(number)s sıraya alındı.") % {"number": new.number})
        return redirect("admin:card", new.pk)

    @admin.display(description=gettext_lazy("kart no"))
    def number_column(self, card: Card) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:card", args=[card.pk]), card.number)

    @admin.display(description=gettext_lazy("başvuru no"))
    def application_column(self, card: Card) -> str:
        return card.facts.get("number", "–")

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, card: Card) -> str:
        tag = STATE_TAGS.get(CardState(card.state), "info")
        return format_html('<span class="tag tag--{}">{}</span>', tag, card.get_state_display())

    @admin.display(description=gettext_lazy("PTT’nin yanıtı"))
    def said_column(self, card: Card) -> Any:
        if card.state != CardState.PRINTED or not card.refusal:
            return ""
        return REFUSAL_TEXTS.get(card.refusal, card.refusal)


def _list_actions(card: Card, shipments: list[Shipment], prints: list[Any]) -> set[str]:
    """What can be done to the card now; the functions behind check again under their locks."""
    under_way = any(each.ended_at is None for each in shipments)
    found = set()
    if card.state == CardState.PRINTED and not under_way:
        found |= {"hand_over"} | ({"spoil"} if prints else set())
    if card.state == CardState.QUEUED and any(each.is_open for each in prints):
        found.add("spoil")
    if card.state in card_lifecycle.STATES_WITH_PTT:
        found.add("came_back")
        if any(each.is_silent for each in shipments):
            found.add("lost")
    return found


def _list_warnings() -> list[Any]:
    """What would make cards stand still if nobody saw it."""
    said: list[Any] = []
    left = work_lists.count_numbers_left()
    if left < work_lists.LOW_NUMBERS_LIMIT:
        words = _("PTT barkod aralığında %(n)d numara kaldı. PTT’den yeni bir aralık isteyip ekleyin.")
        said.append(words % {"n": left})
    if work_lists.is_ptt_unavailable():
        said.append(_("PTT bir saatten uzun süredir yanıt vermiyor. Bildirimler kendiliğinden yeniden denenir."))
    return said
