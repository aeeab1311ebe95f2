"""The forms of sign-in. Fields that only format-check live in the fields package."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import (
    CodeField,
    ConsularReferenceField,
    CountryField,
    DatePartsField,
    EmailField,
    ForeignerIdField,
    LatinNameField,
    PartialDate,
    PassportNumberField,
    TextField,
    has_only_digits,
    set_optional_mark,
)

from ..models import Applicant, RightsRequest


def clear_form_errors(form: forms.BaseForm) -> forms.BaseForm:
    """A form drawn with what was typed but not judged yet: no complaints."""
    vars(form)["_errors"] = ErrorDict()
    form.cleaned_data = {}
    return form


class SignInQuestionForm(forms.Form):
    """Guide 1: "Daha önce bu sisteme giriş yaptınız mı?" and, on the no-branch, where the person is."""

    before = forms.ChoiceField(
        label=_("Daha önce bu sisteme giriş yaptınız mı?"),
        choices=[("yes", _("Evet, daha önce giriş yaptım")), ("no", _("Hayır, daha önce giriş yapmadım"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Daha önce giriş yapıp yapmadığınızı seçin")},
    )
    where = forms.ChoiceField(
        label=_("Şu anda Türkiye’de mi bulunuyorsunuz?"),
        choices=[("turkey", _("Evet, Türkiye’de bulunuyorum")), ("abroad", _("Hayır, Türkiye dışında bulunuyorum"))],
        widget=forms.RadioSelect,
        required=False,
    )
    shown_when = {"where": ("before", frozenset({"no"}))}

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("before") == "no" and not data.get("where"):
            self.add_error("where", _("Türkiye’de olup olmadığınızı seçin"))
        return data


class EmailForm(forms.Form):
    email = EmailField(label=_("Kayıtlı e-posta adresiniz"), help_text=_("Tek kullanımlık kodu bu adrese göndeririz."))


class ConsularForm(forms.Form):
    """Sign-in from abroad (R13): reference and passport, and the e-mail that becomes the registered one (A-1)."""

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


class PassportForm(forms.Form):
    """Sign-in in Türkiye without e-Devlet (R12, A-2): the passport used at entry, and when that was."""

    passport_number = PassportNumberField(
        label=_("Pasaport numarası"), help_text=_("Türkiye’ye girişte kullandığınız pasaportun numarası.")
    )
    nationality = CountryField(
        label=_("Uyruk"),
        help_text=_("Pasaportunuzda yazan uyruk."),
        error_messages={"required": _("Uyruğunuzu listeden seçin")},
    )
    given_names = LatinNameField(
        label=_("Adı"), help_text=_("Pasaportunuzdaki gibi, Latin harfleriyle."), required=False
    )
    surname = LatinNameField(label=_("Soyadı"), required=False)
    one_name = forms.BooleanField(label=_("Pasaportumda yalnız bir ad yazılı"), required=False)
    birth = DatePartsField(
        label=_("Doğum tarihi"),
        help_text=_("Pasaportunuzda gün ya da ay yazılı değilse boş bırakın."),
        partial=True,
        error_messages={"required": _("Doğum tarihinizi yazın")},
    )
    entered_on = DatePartsField(
        label=_("Türkiye’ye giriş tarihi"),
        help_text=_("Son girişinizin tarihi; pasaportunuzdaki giriş damgasında yazar."),
        error_messages={"required": _("Türkiye’ye giriş tarihinizi yazın")},
    )
    foreigner_id = ForeignerIdField(
        label=_("T.C. Yabancı Kimlik Numarası"),
        help_text=_("Varsa yazın: 99 ile başlayan 11 hane. Nüfus kaydıyla karşılaştırılır."),
        required=False,
    )
    email = EmailField(
        help_text=_("Kayıtlı adresiniz bu olur; kodlar ve bütün bildirimler buraya gelir."),
    )
    # Required unless there is one name only, which is no reason to call them optional.
    set_optional_mark(given_names, False)
    set_optional_mark(surname, False)

    def clean_birth(self) -> PartialDate:
        birth = self.cleaned_data["birth"]
        today = timezone.localdate()
        if (birth.year, birth.month or 1, birth.day or 1) > (today.year, today.month, today.day):
            raise forms.ValidationError(_("Doğum tarihi bugünden sonra olamaz"))
        return birth

    def clean_entered_on(self):
        entered_on = self.cleaned_data["entered_on"]
        if entered_on > timezone.localdate():
            raise forms.ValidationError(_("Giriş tarihi bugünden sonra olamaz"))
        return entered_on

    def clean(self) -> dict:
        """A single name may be typed in either box; it is kept as the surname (L15)."""
        data = super().clean() or {}
        names = [data.get(name, "") for name in ("given_names", "surname")]
        if "given_names" in self.errors or "surname" in self.errors:
            return data
        if data.get("one_name"):
            if all(names):
                self.add_error("one_name", _("Ad ve soyad yazdınız; yalnız bir adınız varsa birini silin"))
            data |= {"given_names": "", "surname": "".join(names)}
            if not any(names):
                self.add_error("given_names", _("Adınızı pasaporttaki gibi yazın"))
            return data
        for name, value, words in (
            (
                "given_names",
                names[0],
                _("Adınızı yazın; pasaportunuzda yalnız bir ad varsa aşağıdaki kutuyu işaretleyin"),
            ),
            (
                "surname",
                names[1],
                _("Soyadınızı yazın; pasaportunuzda yalnız bir ad varsa aşağıdaki kutuyu işaretleyin"),
            ),
        ):
            if not value:
                self.add_error(name, words)
        return data


class EdevletEmailForm(forms.Form):
    """After e-Devlet, which tells no address: the e-mail that becomes the registered one (A-1)."""

    email = EmailField(
        help_text=_("Kayıtlı adresiniz bu olur; kodlar ve bütün bildirimler buraya gelir."),
    )


class DigitsField(CodeField):
    """Eight digits as somebody copies them from a mail: in groups, with hyphens, on any keyboard."""

    separators = "-"


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
        if not (len(code) == 8 and has_only_digits(code)):
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


class NewEmailForm(forms.Form):
    email = EmailField(
        label=_("Yeni e-posta adresiniz"),
        help_text=_("Önce şimdiki adresinize, sonra yenisine birer kod göndeririz."),
        error_messages={
            "required": _("Yeni e-posta adresinizi yazın"),
            "invalid": _("E-posta adresini ad@ornek.com biçiminde yazın"),
        },
    )

    def __init__(self, *args: Any, applicant: Applicant):
        super().__init__(*args)
        self.applicant = applicant

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email == self.applicant.email:
            raise forms.ValidationError(_("Bu adres zaten kayıtlı adresiniz; farklı bir adres yazın"))
        return email


class RightsForm(forms.Form):
    """A request under article 11 of Law 6698."""

    right = forms.ChoiceField(
        label=_("Ne istiyorsunuz?"),
        choices=RightsRequest.Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ne istediğinizi seçin")},
    )
    text = TextField(
        label=_("İsteğinizi açıklayın"),
        help_text=_("Hangi veri veya işlem olduğunu yazın. Belge gerekirse sizden isteriz."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("İsteğinizi birkaç cümleyle yazın")},
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Hesabımın ve bütün verilerimin geri getirilemez biçimde silineceğini anladım"),
        error_messages={"required": _("Silmek için bunu anladığınızı işaretleyin")},
    )
