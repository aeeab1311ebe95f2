"""The forms at the doors. Fields that only format-check live in the fields package."""

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from .fields import CodeField, ConsularReferenceField, PassportNumberField, only_digits


def without_errors(form: forms.BaseForm) -> forms.BaseForm:
    """A form drawn with what was typed but not judged yet: no complaints."""
    form._errors = ErrorDict()
    form.cleaned_data = {}
    return form


class AskedBefore(forms.Form):
    """Guide 1: "Daha önce bu sisteme giriş yaptınız mı?" and, on the no-branch, where the person is."""

    before = forms.ChoiceField(
        label=_("Daha önce bu sisteme giriş yaptınız mı?"),
        choices=[("yes", _("Evet, daha önce giriş yaptım")), ("no", _("Hayır, daha önce giriş yapmadım"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Daha önce giriş yapıp yapmadığınızı seçin")},
    )
    where = forms.ChoiceField(
        label=_("Şu anda Türkiye'de mi bulunuyorsunuz?"),
        choices=[("turkey", _("Evet, Türkiye'de bulunuyorum")), ("abroad", _("Hayır, Türkiye dışında bulunuyorum"))],
        widget=forms.RadioSelect,
        required=False,
    )
    shown_when = {"where": ("before", frozenset({"no"}))}

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("before") == "no" and not data.get("where"):
            self.add_error("where", _("Türkiye'de olup olmadığınızı seçin"))
        return data


class EmailField(forms.EmailField):
    """An address in its one spelling: lower case, no spaces around."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("E-posta adresiniz"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("E-posta adresinizi yazın"),
                "invalid": _("E-posta adresini ad@ornek.com biçiminde yazın"),
            },
        )
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "email", "spellcheck": "false", "dir": "ltr", "inputmode": "email"}

    def to_python(self, value) -> str:
        """Lowered before it is checked: lower case may be longer."""
        return super().to_python(value).lower()


class EmailForm(forms.Form):
    email = EmailField(label=_("Kayıtlı e-posta adresiniz"), help_text=_("Tek kullanımlık kodu bu adrese göndeririz."))


class ConsularForm(forms.Form):
    """The door abroad (R13): reference and passport, and the e-mail that becomes the registered one (A-1)."""

    consular_reference = ConsularReferenceField(
        label=_("Konsolosluk referans numarası"),
        help_text=_("Türkiye Cumhuriyeti temsilciliğinin verdiği 16 haneli numara."),
    )
    passport_number = PassportNumberField(
        label=_("Pasaport numarası"), help_text=_("Temsilciliğe verdiğiniz pasaportun numarası.")
    )
    email = EmailField(
        help_text=_("Kayıtlı adresiniz bu olur; kodlar ve bütün bildirimler buraya gelir."),
    )


class DigitsField(CodeField):
    """Eight digits as somebody copies them from a mail: in groups, with hyphens, on any keyboard."""

    separators = "-\u2010\u2013"  # CodeField has turned the non-breaking hyphen into U+2010


class CodeForm(forms.Form):
    code = DigitsField(
        label=_("Tek kullanımlık kod"),
        help_text=_("8 haneli. 10 dakika geçerlidir. Boşluklar sorun değildir."),
        max_length=40,
        error_messages={"required": _("E-postanıza gelen 8 haneli kodu yazın")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not (len(code) == 8 and only_digits(code)):
            raise forms.ValidationError(_("Kod 8 rakamdan oluşur; e-postadaki gibi yazın"))
        return code


class NoticeLanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Bildirimleri hangi dilde almak istersiniz?"),
        help_text=_("E-postalar ve bildirimler bu dilde yazılır. Portalı okuduğunuz dil değişmez."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bildirim dilini seçin")},
    )
