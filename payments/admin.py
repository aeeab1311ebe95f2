"""The payments desk in the admin: the tariff can be extended, orders and collections only looked at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import CollectionLine, Feed, PaymentOrder, Tariff
from .templatetags.money import lira


class LookOnly(admin.ModelAdmin):
    """Money moves through ``collections.take_in`` and ``orders``, never through a form."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Tariff)
class TariffAdmin(admin.ModelAdmin):
    list_display = ["kind", "steps", "nationality", "valid_from", "valid_to", "amount"]
    list_filter = ["kind", "valid_from"]
    show_full_result_count = False

    @admin.display(description=_("tutar (TL)"), ordering="amount_kurus")
    def amount(self, row: Tariff) -> str:
        return lira(row.amount_kurus)

    def has_change_permission(self, request: HttpRequest, obj: Tariff | None = None) -> bool:
        """A row somebody was asked to pay by stays as it was."""
        used = obj is not None and obj.legs.exists()
        return not used and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Tariff | None = None) -> bool:
        used = obj is not None and obj.legs.exists()
        return not used and super().has_delete_permission(request, obj)


@admin.register(PaymentOrder)
class PaymentOrderAdmin(LookOnly):
    list_display = ["reference", "foreigner_id", "state", "opened_at", "due_at", "settled_at"]
    list_filter = ["state"]
    search_fields = ["reference__exact", "foreigner_id__exact"]
    search_help_text = _("İşlem referans numarası veya yabancı kimlik numarası, tam olarak")
    fields = [
        "reference",
        "foreigner_id",
        "case_reference",
        "state",
        "opened_at",
        "due_at",
        "settled_at",
        "closed_at",
        "what_is_owed",
    ]

    @admin.display(description=_("kalemler"))
    def what_is_owed(self, order: PaymentOrder) -> str:
        return "\n".join(
            f"{leg.tax_code} {leg.get_kind_display()}: {lira(leg.amount_kurus)} TL – {leg.get_state_display()}"
            for leg in order.legs.all()
        )


@admin.register(CollectionLine)
class CollectionLineAdmin(LookOnly):
    list_display = [
        "collection_id",
        "collected_at",
        "collector",
        "tax_code",
        "foreigner_id",
        "reference",
        "amount",
        "outcome",
        "reason",
    ]
    list_filter = ["outcome", "reason", "tax_code"]
    search_fields = ["collection_id__exact", "reference__exact", "foreigner_id__exact"]
    search_help_text = _("Tahsilat, işlem referans veya yabancı kimlik numarası, tam olarak")
    list_select_related = ["leg__order"]
    fields = [
        "source",
        "collection_id",
        "collected_at",
        "collector",
        "tax_code",
        "foreigner_id",
        "reference",
        "amount",
        "reversal",
        "received_at",
        "outcome",
        "reason",
        "order",
    ]

    @admin.display(description=_("tutar (TL)"), ordering="amount_kurus")
    def amount(self, line: CollectionLine) -> str:
        return lira(line.amount_kurus)

    @admin.display(description=_("ödeme emri"))
    def order(self, line: CollectionLine) -> str:
        return line.leg.order.reference if line.leg else "-"


@admin.register(Feed)
class FeedAdmin(LookOnly):
    list_display = ["source", "imported_through", "read_at"]
