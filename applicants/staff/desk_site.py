"""The desk: Django's admin behind a password and a code."""

import io
import math
from typing import Any, cast
from uuid import UUID

import segno
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from emuafiyet.core.nullable import require_value

from ..models import Session
from ..portal_request import PortalRequest
from ..sign_in.sessions import PASSWORD_LINK_KEY
from . import account_changes, audit, lockout, login_flow, totp
from .audited_admin import AuditedAdmin, record_page
from .lockout import MustWaitError
from .staff_forms import CodeForm, NewPasswordForm, PasswordForm, RecoveryForm


class DeskSite(admin.AdminSite):
    """Nobody is at the desk without both: a session from elsewhere, however signed in, does not open it."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and login_flow.has_second_factor(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every model's admin stands on ``AuditedAdmin``."""
        admin_class = admin_class or admin.ModelAdmin
        audited = type(admin_class.__name__, (AuditedAdmin, admin_class), {"__module__": admin_class.__module__})
        super().register(model_or_iterable, audited, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(record_page(view), cacheable)

    def get_urls(self) -> list:
        mine = [
            path("login/kod/", self.code, name="code"),
            path("login/kurtarma/", self.recovery, name="recovery"),
            path("login/kurulum/", self.enrol, name="enrol"),
            path("login/kurulum/karekod.svg", self.enrol_code, name="enrol_code"),
            path("login/yeni-parola/", self.new_password, name="new_password"),
            path("login/parola/", self.password_by_link, name="password_by_link"),
            path("login/parola/<uuid:link_id>/<str:secret>/", self.password_link, name="password_link"),
        ]
        mine += [
            path("oturumlarim/", self.admin_view(self.sessions), name="sessions"),
            path("oturumlarim/<uuid:public_id>/kapat/", self.admin_view(self.end_session), name="end_session"),
            path("oturumlarim/hepsini-kapat/", self.admin_view(self.end_all_sessions), name="end_all_sessions"),
        ]
        # Nothing here has a page on the site to be led to; Django's address for that falls over a key of another kind.
        return mine + [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        onward = request.POST.get("next") or request.GET.get("next") or ""
        if self.has_permission(request):
            return redirect(reverse("admin:index"))
        form = PasswordForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            try:
                if login_flow.check_password(request, typed["username"], typed["password"], onward):
                    return self._redirect_to_next_step(request)
                form.add_error(None, _refusal_message())
            except MustWaitError as wait:
                form.add_error(None, _wait_message(wait))
        return self._render_page(request, "admin/staff/login.html", _("Oturum aç"), form, next=onward)

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def code(self, request: HttpRequest) -> HttpResponse:
        way = login_flow.find_login_progress(request)
        if way is None or login_flow.next_step(way) != "code":
            return self._redirect_to_next_step(request)
        return self._ask_for_code(request, way, CodeForm, totp.use_code, "admin/staff/code.html", _("Doğrulama kodu"))

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def recovery(self, request: HttpRequest) -> HttpResponse:
        way = login_flow.find_login_progress(request)
        if way is None or login_flow.next_step(way) != "code":
            return self._redirect_to_next_step(request)
        return self._ask_for_code(
            request,
            way,
            RecoveryForm,
            totp.use_recovery_code,
            "admin/staff/recovery.html",
            _("Kurtarma koduyla giriş"),
            done="used_recovery_code",
        )

    def _ask_for_code(
        self,
        request: HttpRequest,
        way: login_flow.LoginProgress,
        form_class: Any,
        use: Any,
        template: str,
        title: str,
        done: str = "",
    ) -> HttpResponse:
        """Ask for a code; every wrong one counts against the name as a wrong password does."""
        form = form_class(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                attempt = lockout.begin_attempt(request, way.officer.username, at_code=True)
            except MustWaitError as wait:
                login_flow.record_refusal(request, way.officer.username, None, "code")
                form.add_error(None, _wait_message(wait))
            else:
                if use(way.officer, form.cleaned_data["code"]):
                    lockout.record_success(attempt, way.officer.username)
                    if done:
                        audit.record_action(request, done, "officer", way.officer.pk, officer=way.officer)
                    login_flow.mark_code_given(request)
                    return self._redirect_to_next_step(request)
                login_flow.record_refusal(request, way.officer.username, attempt, "code")
                form.add_error(None, _refusal_message())
        left = way.officer.recovery_codes.filter(used_at__isnull=True).count()
        return self._render_page(request, template, title, form, recovery_left=left)

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def enrol(self, request: HttpRequest) -> HttpResponse:
        """Set up the app with a QR code, prove it by a code, and keep the recovery codes, which are shown once."""
        way = login_flow.find_login_progress(request)
        if way is None or login_flow.next_step(way) != "enrol":
            return self._redirect_to_next_step(request)
        totp.begin_enrolment(way.officer)
        form = CodeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            codes = totp.finish_enrolment(way.officer, form.cleaned_data["code"])
            if codes:
                audit.record_action(request, "enrolled", "officer", way.officer.pk, officer=way.officer)
                login_flow.mark_code_given(request)
                return self._render_page(
                    request, "admin/staff/recovery_codes.html", _("Kurtarma kodlarınız"), None, codes=codes
                )
            form.add_error(None, _("Kod yanlış veya süresi geçti. Uygulamada görünen yeni kodu yazın."))
        secret = totp.derive_secret(way.officer)
        return self._render_page(
            request,
            "admin/staff/enrol.html",
            _("Kod uygulamasını kurun"),
            form,
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        )

    @method_decorator(never_cache)
    def enrol_code(self, request: HttpRequest) -> HttpResponse:
        """The QR code that the app reads, for whoever is setting it up just now."""
        way = login_flow.find_login_progress(request)
        if way is None or login_flow.next_step(way) != "enrol" or not way.officer.totp_seed:
            raise Http404
        out = io.BytesIO()
        segno.make(totp.build_provisioning_uri(way.officer), error="m").save(out, kind="svg", scale=5, light="#fff")
        return HttpResponse(out.getvalue(), content_type="image/svg+xml")

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def new_password(self, request: HttpRequest) -> HttpResponse:
        way = login_flow.find_login_progress(request)
        if way is None or login_flow.next_step(way) != "new_password":
            return self._redirect_to_next_step(request)
        form = NewPasswordForm(way.officer, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            officer = form.save(commit=False)
            officer.must_change_password = False
            officer.save(update_fields=["password", "must_change_password"])
            audit.record_action(request, "changed_password", "officer", officer.pk, officer=officer)
            login_flow.mark_password_changed(request, officer)
            return self._redirect_to_next_step(request)
        return self._render_page(request, "admin/staff/new_password.html", _("Kendi parolanızı belirleyin"), form)

    @method_decorator(never_cache)
    def password_link(self, request: HttpRequest, link_id: UUID, secret: str) -> HttpResponse:
        """Take the secret out of the address before anything is shown: the browser keeps it in its session instead."""
        if account_changes.find_password_link(link_id, secret) is None:
            return self._render_page(request, "admin/staff/link_ended.html", _("Bağlantı geçersiz"), None)
        request.session.flush()
        request.session[PASSWORD_LINK_KEY] = str(link_id)
        return redirect("admin:password_by_link")

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def password_by_link(self, request: PortalRequest) -> HttpResponse:
        """Set a password; the sign-in itself comes after it, with both factors."""
        link = account_changes.find_opened_link(request.session.get(PASSWORD_LINK_KEY, ""))
        if link is None:
            return self._render_page(request, "admin/staff/link_ended.html", _("Bağlantı geçersiz"), None)
        form = NewPasswordForm(link.officer, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            done = account_changes.set_password_by_link(link, form.cleaned_data["new_password1"], request)
            request.session.flush()
            if not done:
                return self._render_page(request, "admin/staff/link_ended.html", _("Bağlantı geçersiz"), None)
            # Whoever opened the mail is the owner: strangers' tries do not slow this browser down from now on.
            request.signed_in_as = lockout.device_account(link.officer.username)
            return self._render_page(request, "admin/staff/password_set.html", _("Parolanız kaydedildi"), None)
        return self._render_page(request, "admin/staff/password_by_link.html", _("Parolanızı belirleyin"), form)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        answer = super().password_change(request, extra_context)
        if request.method == "POST" and answer.status_code == 302:
            audit.record_action(request, "changed_password", "officer", request.user.pk)
        return answer

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Out, and nothing that was seen stays in the browser. The cookie that makes it a known browser does."""
        answer = super().logout(request, extra_context)
        answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    @method_decorator(never_cache)
    def sessions(self, request: PortalRequest) -> HttpResponse:
        """Where the officer is signed in, newest first."""
        rows = Session.objects.filter(
            officer_id=require_value(request.user.pk), expire_date__gt=timezone.now()
        ).order_by("-started_at")
        marked = [(row, row.pk == request.session.row_key) for row in rows]
        context = {**self.each_context(request), "title": _("Oturumlarım"), "sessions": marked}
        return render(request, "admin/staff/sessions.html", context)

    def end_session(self, request: PortalRequest, public_id: UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        mine = Session.objects.filter(officer_id=require_value(request.user.pk))
        return self._end(request, mine.filter(public_id=public_id))

    def end_all_sessions(self, request: PortalRequest) -> HttpResponse:
        """All but the one in front of the officer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        mine = Session.objects.filter(officer_id=require_value(request.user.pk))
        return self._end(request, mine.exclude(pk=request.session.row_key))

    def _end(self, request: PortalRequest, ended: QuerySet[Session]) -> HttpResponse:
        here = ended.filter(pk=request.session.row_key).exists()
        count, _rows = ended.delete()
        if count:
            audit.record_action(request, "ended_sessions", "officer", request.user.pk, detail=str(count))
        if here:
            return redirect("admin:login")
        messages.success(request, _("Oturum kapatıldı."))
        return redirect("admin:sessions")

    def _redirect_to_next_step(self, request: HttpRequest) -> HttpResponse:
        """To whatever is asked next; to the password when nobody is on the way."""
        way = login_flow.find_login_progress(request)
        if way is None:
            return redirect("admin:index" if self.has_permission(request) else "admin:login")
        if step := login_flow.next_step(way):
            return redirect(f"admin:{step}")
        return redirect(login_flow.complete_login(cast(PortalRequest, request), way) or reverse("admin:index"))

    def _render_page(self, request: HttpRequest, template: str, title: str, form: Any, **more: Any) -> HttpResponse:
        context = {**self.each_context(request), "title": title, "form": form, "app_path": request.path, **more}
        return render(request, template, context, status=422 if form is not None and form.errors else 200)


def _refusal_message() -> str:
    """The same for a wrong name, password or code."""
    return _("Bilgiler yanlış. Denetleyip yeniden deneyin.")


def _wait_message(wait: MustWaitError) -> str:
    """The same for every name, whatever was typed; says how long it really takes."""
    seconds = max(1, math.ceil((wait.until - timezone.now()).total_seconds()))
    if seconds < 60:
        left = ngettext("%(n)d saniye", "%(n)d saniye", seconds) % {"n": seconds}
    else:
        minutes = math.ceil(seconds / 60)
        left = ngettext("%(n)d dakika", "%(n)d dakika", minutes) % {"n": minutes}
    return _(
        "Bu ağdan çok sayıda yanlış deneme yapıldı. %(left)s sonra yeniden deneyin. Daha önce oturum açtığınız "
        "tarayıcı başkalarının denemelerinden etkilenmez."
    ) % {"left": left}
