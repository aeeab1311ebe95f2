"""The registers of money: the tariff can be extended; orders, collections and feeds are only looked at."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.admin.text_fields import TEXTS

from ..models import CollectionLine, Feed, OrderState, PaymentOrder, Tariff
from ..templatetags.money import lira


@admin.register(Tariff)
class TariffAdmin(admin.ModelAdmin):
    formfield_overrides = TEXTS
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
class PaymentOrderAdmin(ReadOnlyAdmin):
    list_display = ["reference", "foreigner_id", "state", "opened_at", "due_at", "settled_at"]
    list_filter = ["state"]
    search_fields = ["reference__exact", "foreigner_id__exact"]
    search_help_text = _("İşlem referans numarası veya yabancı kimlik numarası, tam olarak")
    sortable_by = ()

    def get_urls(self) -> list:
        page = self.admin_site.admin_view(self.show_order)
        return [path("<uuid:order_id>/change/", page, name="payment_order"), *super().get_urls()]

    def show_order(self, request: HttpRequest, order_id: Any) -> HttpResponse:
        """One order with its legs, every line that came for them, and what GİB was told."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "GET":
            raise PermissionDenied  # money moves through ``collections.import_lines`` alone
        legs = Prefetch("legs__lines", CollectionLine.objects.order_by("collected_at", "id"))
        order = PaymentOrder.objects.prefetch_related("legs", legs, "calls").filter(pk=order_id).first()
        if order is None:
            raise Http404
        audit.record_action(request, "saw_order", "payment_order", order.pk)
        tag = {OrderState.OPEN: "info", OrderState.SETTLED: "ok", OrderState.LAPSED: "warn"}.get(
            OrderState(order.state), "grey"
        )
        context = {
            **self.admin_site.each_context(request),
            "title": order.reference,
            "opts": self.opts,
            "order": order,
            "tag": tag,
        }
        return render(request, "admin/payments/order.html", context)


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    list_display = ["source", "imported_through", "read_at"]
