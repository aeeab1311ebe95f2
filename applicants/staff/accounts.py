"""Officers' accounts in the administrators' hands: proposed, let in again, closed; never deleted, never one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.admin.text_fields import TEXTS

from ..models import Officer
from . import account_changes, audit, lockout
from .account_changes import AccountError
from .account_forms import EmailForm, NewAccountForm, RolesForm
from .approvals import ApprovalError, propose_change


@dataclass(frozen=True)
class AccountAction:
    """What an administrator can do to another's account. ``run`` does it at once; ``proposes`` names the change that
    waits for a second person, with the answers of ``form``."""

    label: Any
    meaning: Any
    run: Callable[[Officer, Officer, HttpRequest], Any] | None = None
    proposes: str = ""
    form: type[forms.Form] | None = None
    needs_active: bool | None = None
    # It takes something away that does not come back by itself: the button is red.
    warns: bool = False


ACCOUNT_ACTIONS = {
    "roller": AccountAction(
        gettext_lazy("Rolleri değiştir"),
        gettext_lazy("İkinci bir yönetici onaylayınca geçerli olur; görevliye e-posta gider."),
        proposes=account_changes.CHANGE_ROLES,
        form=RolesForm,
    ),
    "e-posta": AccountAction(
        gettext_lazy("E-posta adresini değiştir"),
        gettext_lazy("İkinci bir yönetici onaylayınca geçerli olur; eski ve yeni adrese e-posta gider."),
        proposes=account_changes.CHANGE_EMAIL,
        form=EmailForm,
    ),
    "kilidi-ac": AccountAction(
        gettext_lazy("Kilidi aç"),
        gettext_lazy("Yanlış denemeler silinir; görevli hemen yeniden deneyebilir."),
        run=account_changes.unlock_account,
    ),
    "parola-baglantisi": AccountAction(
        gettext_lazy("Parola bağlantısı gönder"),
        gettext_lazy(
            "Görevlinin kayıtlı adresine, parolasını kendisinin belirleyeceği tek kullanımlık bağlantı gider."
        ),
        run=account_changes.send_password_link,
        needs_active=True,
    ),
    "kodu-sifirla": AccountAction(
        gettext_lazy("Kod uygulamasını sıfırla"),
        gettext_lazy(
            "İkinci bir yönetici onaylayınca açık oturumları kapanır ve kurtarma kodları geçersiz olur; görevli bir "
            "sonraki girişte uygulamayı yeniden kurar. Önce görevlinin kendisiyle konuştuğunuzdan emin olun."
        ),
        proposes=account_changes.RESET_AUTHENTICATOR,
        warns=True,
    ),
    "kapat": AccountAction(
        gettext_lazy("Hesabı kapat"),
        gettext_lazy("Açık oturumları hemen kapanır ve üzerindeki dosyalar kuyruğa döner."),
        run=account_changes.close_account,
        needs_active=True,
        warns=True,
    ),
    "yeniden-ac": AccountAction(
        gettext_lazy("Hesabı yeniden aç"),
        gettext_lazy("İkinci bir yönetici onaylayınca görevli yeniden girebilir; eski oturumları kapalı kalır."),
        proposes=account_changes.REOPEN_ACCOUNT,
        needs_active=False,
    ),
}


@admin.register(Officer)
class OfficerAdmin(admin.ModelAdmin):
    """Rights come with roles alone; nobody is a superuser and nobody has a permission of their own."""

    formfield_overrides = TEXTS
    list_display = ("username", "first_name", "last_name", "is_active", "last_login", "enrolled")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    show_full_result_count = False
    actions: Any = None
    readonly_fields = ("username", "email", "is_active", "roles", "enrolled", "locked", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("Rol"), {"fields": ("is_active", "roles")}),
        (gettext_lazy("Giriş"), {"fields": ("enrolled", "locked", "last_login", "date_joined")}),
    )

    @admin.display(description=gettext_lazy("kod uygulaması"), boolean=True)
    def enrolled(self, officer: Officer) -> bool:
        return officer.is_enrolled

    @admin.display(description=gettext_lazy("kilitli"), boolean=True)
    def locked(self, officer: Officer) -> bool:
        return lockout.is_locked(officer.username)

    @admin.display(description=gettext_lazy("roller"))
    def roles(self, officer: Officer) -> str:
        return ", ".join(officer.groups.order_by("name").values_list("name", flat=True)) or "-"

    def has_change_permission(self, request: HttpRequest, obj: Officer | None = None) -> bool:
        """Nobody edits herself."""
        return super().has_change_permission(request, obj) and (obj is None or obj.pk != request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an officer did stays under their name."""
        return False

    def save_model(self, request: HttpRequest, obj: Officer, form: Any, change: bool) -> None:
        obj.save(update_fields=["first_name", "last_name"])
        detail = ", ".join(form.changed_data)
        audit.record_action(request, "changed_officer", "officer", obj.pk, detail=detail)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.confirm_action)
        return [path("<int:officer_id>/islem/<slug:name>/", view, name="officer_deed"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new account is proposed; it exists once a second administrator has confirmed it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewAccountForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._propose(request, account_changes.OPEN_ACCOUNT, None, form.build_details())
            except ApprovalError as error:
                form.add_error(None, str(error))
        meaning = _(
            "İkinci bir yönetici onaylayınca hesap açılır; görevli parolasını e-postasına gelen bağlantıyla belirler."
        )
        return self._render(request, _("Hesap aç"), meaning, form, reverse("admin:applicants_officer_changelist"))

    def confirm_action(self, request: HttpRequest, officer_id: int, name: str) -> HttpResponse:
        """Ask first, then do it or propose it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        officer, action = Officer.objects.filter(pk=officer_id).first(), ACCOUNT_ACTIONS.get(name)
        if officer is None or action is None:
            raise Http404
        if not self.has_change_permission(request, officer):
            raise PermissionDenied
        back = reverse("admin:applicants_officer_change", args=[officer.pk])
        form = self._build_form(request, action, officer)
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                if action.run is None:
                    return self._propose(request, action.proposes, officer, form.build_details() if form else {})
                action.run(officer, cast(Officer, request.user), request)
            except (AccountError, ApprovalError) as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("Yapıldı: %(what)s.") % {"what": action.label})
            return redirect(back)
        files = account_changes.list_files_in_hand(officer) if name == "kapat" else []
        return self._render(
            request, action.label, action.meaning, form, back, officer=officer, files=files, warns=action.warns
        )

    def _build_form(self, request: HttpRequest, action: AccountAction, officer: Officer) -> Any:
        if action.form is None:
            return None
        now = {"roles": officer.groups.all(), "email": officer.email}
        return action.form(request.POST if request.method == "POST" else None, initial=now)

    def _propose(self, request: HttpRequest, change: str, officer: Officer | None, details: dict) -> HttpResponse:
        proposer = cast(Officer, request.user)
        approval = propose_change(change, proposer, officer=officer, details=details, request=request)
        messages.success(request, _("Öneri kaydedildi; 24 saat içinde başka bir yönetici onaylamalı."))
        return redirect("admin:approval", approval.pk)

    def _render(
        self, request: HttpRequest, title: Any, meaning: Any, form: Any, back: str, **more: Any
    ) -> HttpResponse:
        officer = more.get("officer")
        name = f": {officer.get_full_name() or officer.username}" if officer else ""
        context = {
            **self.admin_site.each_context(request),
            **{"title": f"{title}{name}", "opts": self.opts, "what": title, "meaning": meaning},
            **{"form": form, "back": back, **more},
        }
        status = 422 if form is not None and form.errors else 200
        return render(request, "admin/staff/deed.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        deeds: list[tuple[Any, str]] = []
        officer = Officer.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if officer is not None and self.has_change_permission(request, officer):
            deeds = [
                (action.label, reverse("admin:officer_deed", args=[officer.pk, name]))
                for name, action in ACCOUNT_ACTIONS.items()
                if action.needs_active in {None, officer.is_active}
            ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})
