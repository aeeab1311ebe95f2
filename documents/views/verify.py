"""The public page that tells anybody whether a certificate is valid (guide 4.3)."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from applicants.limits import allow, client_address

from ..certificate.codes import grouped, read_code
from ..verify import Verdict
from ..verify import verify as look_up

# Enough for a queue at a border gate; at 80 bits a code, a guesser needs a few billion years of it.
MOST_PER_MINUTE = 30

WORDS = {
    Verdict.VALID: _("Geçerli"),
    Verdict.UPCOMING: _("Henüz başlamadı"),
    Verdict.ENDED: _("Artık geçerli değil"),
    Verdict.UNKNOWN: _("Böyle bir belge yok"),
}


class VerifyForm(forms.Form):
    """One field, forgiving about how a code is typed."""

    code = forms.CharField(
        label=_("Doğrulama kodu"),
        help_text=_("Belgenin altındaki, dörderli gruplar hâlinde yazılmış 16 harf ve rakam."),
        max_length=300,
        error_messages={
            "required": _("Belgenin üzerindeki doğrulama kodunu girin."),
            "max_length": _("Doğrulama kodu 16 harf ve rakamdan oluşur. Girdiğiniz metin çok uzun."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20 govuk-input--extra-letter-spacing",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(
                _("Doğrulama kodu 16 harf ve rakamdan oluşur, içinde U harfi bulunmaz. Kodu belgeden yeniden okuyun."),
                code="malformed",
            )
        return code


@require_safe
def verify(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The form, and under it the answer for ``/verify/<code>`` (the QR code) or ``/verify?code=`` (the form)."""
    typed = code if code is not None else request.GET.get("code")
    if typed is None:
        return _answer(request, {"form": VerifyForm()})
    if not allow("verify", client_address(request), MOST_PER_MINUTE, 60):
        response = _answer(request, {"form": VerifyForm(), "busy": True}, status=429)
        response["Retry-After"] = "60"
        return response
    form = VerifyForm({"code": typed})
    if not form.is_valid():
        return _answer(request, {"form": form})
    code, now = form.cleaned_data["code"], timezone.localtime()
    answer = look_up(code, now.date())
    again = VerifyForm(initial={"code": grouped(code)})
    context = {"answer": answer, "verdict": WORDS[answer.verdict], "code": grouped(code), "checked_at": now}
    return _answer(request, {"form": again} | context)


def _answer(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, "documents/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
