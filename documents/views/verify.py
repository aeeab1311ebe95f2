"""The public page that tells anybody whether a certificate is valid (guide 4.3)."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from emuafiyet.core.fields import TextField
from emuafiyet.core.limits import check_rate_limit, client_host

from ..issued import qr_photo
from ..issued.certificate.certificate_codes import MAX_TYPED_LENGTH, format_code, read_code
from ..issued.seal.check_seal import MAX_BYTES, check_file
from ..issued.verification import VerificationAnswer, VerificationVerdict
from ..issued.verification import verify_code as look_up

# Enough for a queue at a border gate; at 80 bits a code, a guesser needs a few billion years of it.
MAX_PER_MINUTE = 30

NEVER_BEGAN = _("Hiç yürürlüğe girmedi")
VERDICT_LABELS = {
    VerificationVerdict.VALID: _("Geçerli"),
    VerificationVerdict.UPCOMING: _("Henüz başlamadı"),
    VerificationVerdict.ENDED: _("Artık geçerli değil"),
    VerificationVerdict.UNKNOWN: _("Böyle bir belge yok"),
}


def describe_answer(answer: VerificationAnswer) -> object:
    return NEVER_BEGAN if answer.never_began else VERDICT_LABELS[answer.verdict]


class VerifyForm(forms.Form):
    """One field, forgiving about how a code is typed."""

    code = TextField(
        label=_("Doğrulama kodu"),
        help_text=_("Belgenin altındaki, dörderli gruplar hâlinde yazılmış 16 harf ve rakam."),
        max_length=MAX_TYPED_LENGTH,
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


class FileForm(forms.Form):
    """The PDF itself, as somebody received it."""

    file = forms.FileField(
        label=_("Belgenin PDF dosyası"),
        help_text=_("Size gönderilen dosyayı değiştirmeden seçin; en çok 4 MB. Dosya saklanmaz."),
        allow_empty_file=True,
        error_messages={"required": _("Bir PDF dosyası seçin.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Dosya en çok 4 MB olabilir."), code="too_large")
        return file


class PhotoForm(forms.Form):
    """A photo of the QR code: on phones the file field offers the camera."""

    photo = forms.FileField(
        label=_("Karekodun fotoğrafı"),
        help_text=_("Telefonunuzun çektiği her fotoğraf olur; en çok 20 MB. Fotoğraf saklanmaz."),
        allow_empty_file=True,
        error_messages={"required": _("Karekodun fotoğrafını çekin veya seçin.")},
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean_photo(self) -> str:
        """The verification code in it."""
        photo = self.cleaned_data["photo"]
        if photo.size > qr_photo.MAX_BYTES:
            raise ValidationError(_("Fotoğraf en çok 20 MB olabilir."), code="too_large")
        try:
            return qr_photo.read_code_from_photo(photo, photo.name or "")
        except qr_photo.NoPhotoError:
            raise ValidationError(_("Dosya okunabilen bir fotoğraf değil."), code="no_photo") from None
        except qr_photo.NoCodeError:
            raise ValidationError(
                _("Fotoğrafta karekod bulamadık. Daha yakından ve aydınlıkta çekin ya da kodu yazın."), code="no_code"
            ) from None
        except qr_photo.ForeignCodeError:
            raise ValidationError(
                _("Bu karekod bizim değil: başka bir adrese gidiyor. Belgeye güvenmeyin, adresi açmayın."),
                code="foreign",
            ) from None
        except qr_photo.TryLaterError:
            raise ValidationError(
                _("Fotoğraflar şu anda okunamıyor. Birkaç dakika sonra yeniden deneyin veya kodu yazın."), code="later"
            ) from None


@require_safe
def verify(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The form, and under it the answer for ``/verify/<code>`` (the QR code) or ``/verify?code=`` (the form)."""
    typed = code if code is not None else request.GET.get("code")
    if typed is None:
        return _render_answer(request, {"form": VerifyForm()})
    if not check_rate_limit("verify", client_host(request), MAX_PER_MINUTE, 60):
        return _busy_response(request)
    form = VerifyForm({"code": typed})
    if not form.is_valid():
        return _render_answer(request, {"form": form})
    code, now = form.cleaned_data["code"], timezone.localtime()
    answer = look_up(code, now.date())
    again = VerifyForm(initial={"code": format_code(code)})
    context = {"answer": answer, "verdict": describe_answer(answer), "code": format_code(code), "checked_at": now}
    return _render_answer(request, {"form": again} | context)


@require_safe
def verify_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same answer for machines: ``verdict`` (valid, upcoming, ended, unknown, malformed), dates, category.

    Nothing more about the person than the page says. Open to other sites' pages: it tells everybody the same.
    """
    if not check_rate_limit("verify", client_host(request), MAX_PER_MINUTE, 60):
        return _json_response({"verdict": "busy"}, status=429, headers={"Retry-After": "60"})
    read = read_code(code)
    if read is None:
        return _json_response({"verdict": "malformed"}, status=404)
    now = timezone.localtime()
    answer = look_up(read, now.date())
    told: dict[str, object] = {"verdict": answer.verdict.value, "checked_at": now.isoformat(timespec="seconds")}
    if answer.verdict != VerificationVerdict.UNKNOWN:
        told |= {
            "initials": answer.initials,
            "category": answer.category,
            "legal_ref": answer.legal_ref,
            "valid_from": answer.valid_from,
            "valid_to": answer.valid_to,
            "not_valid_since": answer.since,
            "reason": answer.reason or None,
            "never_in_force": answer.never_began,
        }
    return _json_response(told, status=404 if answer.verdict == VerificationVerdict.UNKNOWN else 200)


def _json_response(told: dict, status: int, headers: dict | None = None) -> HttpResponse:
    response = JsonResponse(told, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def verify_photo(request: HttpRequest) -> HttpResponse:
    """A photo of the QR code: leads to the answer that the code leads to."""
    if not check_rate_limit("verify", client_host(request), MAX_PER_MINUTE, 60):
        return _busy_response(request)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_answer(request, {"form": VerifyForm(), "photo_form": form}, status=422)
    return redirect("verify", form.cleaned_data["photo"])


@require_POST
def verify_file(request: HttpRequest) -> HttpResponse:
    """A PDF that somebody was given: the one we issued, that one with something added, or neither."""
    if not check_rate_limit("verify", client_host(request), MAX_PER_MINUTE, 60):
        return _busy_response(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_answer(request, {"form": VerifyForm(), "file_form": form}, status=422)
    found, now = check_file(form.cleaned_data["file"].read()), timezone.localtime()
    context: dict[str, object] = {"form": VerifyForm(), "file_form": FileForm(), "finding": found, "checked_at": now}
    if found.certificate is not None:
        # What is shown comes from the register alone.
        answer = look_up(found.certificate.verification_code, now.date())
        code = format_code(found.certificate.verification_code)
        context |= {"answer": answer, "verdict": describe_answer(answer), "code": code}
    return _render_answer(request, context)


def _busy_response(request: HttpRequest) -> HttpResponse:
    response = _render_answer(request, {"form": VerifyForm(), "busy": True}, status=429)
    response["Retry-After"] = "60"
    return response


def _render_answer(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    context.setdefault("file_form", FileForm())
    context.setdefault("photo_form", PhotoForm())
    response = render(request, "documents/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
