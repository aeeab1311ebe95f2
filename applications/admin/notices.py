"""Every mail that went out or should have: what it said, whether it arrived, and once more where that is needed."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Notice
from applicants.notices import inbox
from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.outbox.models import OutboxState

from ..models import Application
from .period_filter import PeriodFilter as RecentFilter

DELIVERY_LABELS = {
    OutboxState.ON_HOLD: ("grey", gettext_lazy("Belgesi bekleniyor")),
    OutboxState.QUEUED: ("info", gettext_lazy("Gönderiliyor")),
    OutboxState.LEASED: ("info", gettext_lazy("Gönderiliyor")),
    OutboxState.DELIVERED: ("ok", gettext_lazy("İletildi")),
    OutboxState.FAILED: ("warn", gettext_lazy("Ulaşmadı")),
}


# The letters in the order of a file's life, then what an account is told; codes are no notices.
NOTICE_KINDS = (
    *("received", "revision_requested", "revision_reminder", "revision_received", "found_appropriate"),
    *("payment_reminder", "payment_mismatch", "new_tariff", "lapsed", "approved", "rejected", "objection_received"),
    *("objection_accepted", "objection_dismissed", "withdrawn", "ending_soon", "expired", "termination_received"),
    *(
        "termination_refused",
        "terminated",
        "cancelled",
        "reinstated",
        "reissue_received",
        "reissue_payment",
        "reissue_lapsed",
    ),
    *(
        "reissue_withdrawn",
        "reissue_closed",
        "reissue_fault_confirmed",
        "reissue_fault_denied",
        "reissue_approved",
        "card_shipped",
    ),
    *("card_delivered", "card_failed", "card_held", "card_returned", "card_lost", "draft_purge", "export_ready"),
    *(
        "rights_received",
        "rights_answered",
        "new_device",
        "email_changed",
        "email_changed_old",
        "email_locked",
        "phone_changed",
    ),
)


def describe_delivery(state: str, bounced: object = None) -> tuple[str, Any]:
    """Tag and words for how far a mail has come; one that was sent back did not arrive, though a server took it."""
    return DELIVERY_LABELS[OutboxState.FAILED if bounced else OutboxState(state)]


def mask_address(address: str) -> str:
    """Enough to recognise an address that somebody names, not enough to learn it."""
    name, _at, domain = address.partition("@")
    return f"{name[:2]}•••@{domain}" if domain else ""


class DeliveryFilter(admin.SimpleListFilter):
    title = gettext_lazy("teslim")
    parameter_name = "teslim"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (state.value, DELIVERY_LABELS[state][1])
            for state in (OutboxState.FAILED, OutboxState.QUEUED, OutboxState.DELIVERED)
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in OutboxState.values:
            return queryset
        if self.value() == OutboxState.FAILED:
            return queryset.filter(Q(promise_state=OutboxState.FAILED) | Q(bounced_at__isnull=False))
        return queryset.filter(promise_state=self.value(), bounced_at__isnull=True)


class KindFilter(admin.SimpleListFilter):
    """By the table above, not by what the rows hold: nobody reads a million of them for a list of names."""

    title = gettext_lazy("bildirim")
    parameter_name = "tur"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, inbox.render_notice_title(kind)) for kind in NOTICE_KINDS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() in NOTICE_KINDS else queryset


class PeriodFilter(RecentFilter):
    column = "created_at"


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Nobody writes, edits or deletes a notice here. Codes are no notices and are never seen."""

    list_display = ("written_column", "title_column", "subject_column", "delivery_column", "delivered_column")
    list_display_links = None
    list_filter = (DeliveryFilter, PeriodFilter, KindFilter)
    list_per_page = 50
    ordering = ("-created_at", "-id")
    sortable_by = ()
    search_fields = ("subject_id",)
    search_help_text = gettext_lazy("Başvuru numarası, tam olarak yazın.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("html", "text")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term:
            return queryset, False
        case = Application.objects.filter(number=search_term.strip()).values_list("pk", flat=True).first()
        return (queryset.filter(subject_id=case) if case else queryset.none()), False

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        one = "<uuid:notice_id>/"
        return [
            path(f"{one}change/", guarded(self.page), name="notice"),
            path(f"{one}html/", guarded(self.html), name="notice_html"),
            path(f"{one}yeniden/", guarded(self.resend), name="notice_again"),
            *super().get_urls(),
        ]

    def get_notice(self, request: HttpRequest, notice_id: Any) -> Notice:
        if not self.has_view_permission(request):
            raise PermissionDenied
        notice = Notice.objects.select_related("applicant", "again_of").filter(pk=notice_id).first()
        if notice is None:
            raise Http404
        return notice

    def page(self, request: HttpRequest, notice_id: Any) -> HttpResponse:
        notice = self.get_notice(request, notice_id)
        audit.record_action(request, "saw_notice", "notice", notice.pk, detail=notice.kind)
        tag, words = describe_delivery(notice.promise_state, notice.bounced_at)
        context = {
            **self.admin_site.each_context(request),
            "title": notice.title,
            "opts": self.opts,
            "notice": notice,
            "tag": tag,
            "delivery": words,
            "recipient": mask_address(notice.recipient),
            "copies": [
                (mask_address(each.recipient), each, *describe_delivery(each.promise_state, each.bounced_at))
                for each in notice.copies.all()
            ],
            "repeats": list(notice.again.order_by("-created_at").defer("html", "text")[:20]),
            "may_resend": request.user.has_perm("applicants.resend_notice")
            and notice.promise_state != OutboxState.ON_HOLD,
            "review_url": reverse("admin:review", args=[notice.subject_id]) if notice.subject_id else "",
        }
        return render(request, "admin/applicants/notice.html", context)

    def html(self, request: HttpRequest, notice_id: Any) -> HttpResponse:
        """The HTML part as it went out, on an origin of its own: nothing in it runs or loads."""
        notice = self.get_notice(request, notice_id)
        response = HttpResponse(notice.html)
        response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def resend(self, request: HttpRequest, notice_id: Any) -> HttpResponse:
        notice = self.get_notice(request, notice_id)
        if request.method != "POST" or not request.user.has_perm("applicants.resend_notice"):
            raise PermissionDenied
        if notice.promise_state == OutboxState.ON_HOLD:
            messages.error(request, _("Bildirimin belgesi henüz hazır değil; kendiliğinden gönderilecek."))
            return redirect("admin:notice", notice.pk)
        repeat = inbox.resend_notice(notice)
        audit.record_action(request, "resent_notice", "notice", notice.pk, detail=notice.kind)
        messages.success(request, _("Bildirim, kişinin şimdiki adresine yeniden gönderiliyor."))
        return redirect("admin:notice", repeat.pk)

    @admin.display(description=gettext_lazy("yazıldı"))
    def written_column(self, notice: Notice) -> datetime:
        return notice.created_at

    @admin.display(description=gettext_lazy("İletildi"))
    def delivered_column(self, notice: Notice) -> datetime | None:
        return notice.kept_at

    @admin.display(description=gettext_lazy("başlık"))
    def title_column(self, notice: Notice) -> str:
        return format_html(
            '<a href="{}" lang="{}" dir="auto">{}</a>',
            reverse("admin:notice", args=[notice.pk]),
            notice.language,
            notice.title,
        )

    @admin.display(description=gettext_lazy("başvuru"))
    def subject_column(self, notice: Notice) -> str:
        if notice.subject_id is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:review", args=[notice.subject_id]), _("aç"))

    @admin.display(description=gettext_lazy("teslim"))
    def delivery_column(self, notice: Notice) -> str:
        return format_html(
            '<span class="tag tag--{}">{}</span>', *describe_delivery(notice.promise_state, notice.bounced_at)
        )
