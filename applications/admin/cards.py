"""The card office: what waits to be printed, handed over and delivered. Printing and PTT's feed come to it later."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants import audit
from applicants.staff.paging import BoundedPaginator
from documents import cards
from documents.models import Card
from documents.models.card import CardState

from .. import letters


@admin.register(Card)
class CardAdmin(admin.ModelAdmin):
    """Cards move along their table; nobody edits what is printed on one."""

    list_display = ("number_column", "state_column", "queued_at", "tracking_number")
    list_display_links = None
    list_filter = ("state",)
    list_per_page = 50
    ordering = ("queued_at",)
    sortable_by = ()
    paginator = BoundedPaginator
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        page = self.admin_site.admin_view(self.page)
        return [path("<uuid:card_id>/change/", page, name="card"), *super().get_urls()]

    def page(self, request: HttpRequest, card_id: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        card = Card.objects.filter(pk=card_id).first()
        if card is None:
            raise Http404
        may = request.user.has_perm("documents.change_card")
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            return self._move(request, card)
        context = {
            **self.admin_site.each_context(request),
            "title": card.facts.get("number", str(card.pk)),
            "opts": self.opts,
            "card": card,
            "steps": [(each.value, each.label) for each in sorted(cards.MOVES.get(CardState(card.state), ()))]
            if may
            else [],
        }
        return render(request, "admin/documents/card.html", context)

    def _move(self, request: HttpRequest, card: Card) -> HttpResponse:
        wanted = request.POST.get("to", "")
        try:
            with transaction.atomic():
                moved = cards.move(card.pk, CardState(wanted), request.POST.get("tracking_number", ""))
                letters.tell_of_card(moved)
        except (cards.NoWay, ValueError):
            messages.error(request, _("Kart bu adımı atamaz ya da takip numarası doğru değil. Hiçbir şey değişmedi."))
        else:
            audit.record(request, "moved_card", "card", card.pk, detail=wanted)
            messages.success(request, _("Kaydedildi."))
        return redirect("admin:card", card.pk)

    @admin.display(description=gettext_lazy("başvuru no"))
    def number_column(self, card: Card) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:card", args=[card.pk]), card.facts.get("number", card.pk)
        )

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, card: Card) -> str:
        return card.get_state_display()
