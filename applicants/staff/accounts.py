"""Officers' accounts in the administrator's hands: opened with a role, let in again, closed; never deleted."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.admin.text_fields import TEXTS

from ..models import Officer
from . import audit, lockout, totp

# What an administrator can do to an account beside changing it: its words, and the words in the audit log.
OFFICER_ACTIONS = {
    "kilidi-ac": (
        gettext_lazy("Kilidi aç"),
        gettext_lazy("Yanlış denemeler silinir; görevli hemen yeniden deneyebilir."),
        "unlocked_officer",
    ),
    "kodu-sifirla": (
        gettext_lazy("Kod uygulamasını sıfırla"),
        gettext_lazy(
            "Açık oturumları kapanır ve kurtarma kodları geçersiz olur; görevli bir sonraki girişte uygulamayı yeniden "
            "kurar. Önce görevlinin kendisiyle konuştuğunuzdan emin olun."
        ),
        "reset_authenticator",
    ),
}


@admin.register(Officer)
class OfficerAdmin(UserAdmin):
    """Rights come with roles alone; nobody is a superuser and nobody has a permission of their own."""

    formfield_overrides = TEXTS
    list_display = ("username", "first_name", "last_name", "is_active", "last_login", "enrolled")
    list_filter = ("is_active", "groups")
    show_full_result_count = False
    filter_horizontal = ("groups",)
    readonly_fields = ("enrolled", "locked", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        (gettext_lazy("Kişi"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Rol"), {"fields": ("is_active", "groups")}),
        (gettext_lazy("Giriş"), {"fields": ("enrolled", "locked", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "groups", "password1", "password2")}),
    )

    @admin.display(description=gettext_lazy("kod uygulaması"), boolean=True)
    def enrolled(self, officer: Officer) -> bool:
        return officer.is_enrolled

    @admin.display(description=gettext_lazy("kilitli"), boolean=True)
    def locked(self, officer: Officer) -> bool:
        return lockout.is_locked(officer.username)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an officer did stays under their name."""
        return False

    def save_model(self, request: HttpRequest, obj: Officer, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who gave whom which role is on record, also to themselves."""
        before = set(form.instance.groups.values_list("name", flat=True)) if change else set()
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        told = [*(f"+{name}" for name in sorted(after - before)), *(f"-{name}" for name in sorted(before - after))]
        fields = [name for name in form.changed_data if name not in {"groups", "password1", "password2"}]
        audit.record_action(request, "changed_officer", "officer", form.instance.pk, detail=", ".join([*told, *fields]))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A password that somebody else chose is good for one sign-in: then its owner chooses another."""
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            Officer.objects.filter(pk=id).update(must_change_password=True)
            audit.record_action(request, "changed_officer", "officer", id, detail="password")
        return answer

    def get_urls(self) -> list:
        deed = self.admin_site.admin_view(self.confirm_action)
        return [path("<int:officer_id>/islem/<slug:name>/", deed, name="officer_deed"), *super().get_urls()]

    def confirm_action(self, request: HttpRequest, officer_id: int, name: str) -> HttpResponse:
        """Ask first, then do it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        officer = Officer.objects.filter(pk=officer_id).first()
        if officer is None or name not in OFFICER_ACTIONS:
            raise Http404
        title, meaning, action = OFFICER_ACTIONS[name]
        back = reverse("admin:applicants_officer_change", args=[officer.pk])
        if request.method == "POST":
            if action == "unlocked_officer":
                lockout.unlock_officer(officer.username)
            else:
                totp.reset_authenticator(officer)
            audit.record_action(request, action, "officer", officer.pk)
            messages.success(request, _("Yapıldı: %(what)s.") % {"what": title})
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {officer.get_full_name() or officer.username}",
            "opts": self.opts,
            "officer": officer,
            "what": title,
            "meaning": meaning,
            "back": back,
        }
        return render(request, "admin/staff/deed.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        deeds = []
        if self.has_change_permission(request) and object_id.isdigit():
            address = "admin:officer_deed"
            deeds = [
                (what, reverse(address, args=[int(object_id), name])) for name, (what, *_) in OFFICER_ACTIONS.items()
            ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})
