"""The four profile pages (R14-R38). What the door told us is shown above the questions and not asked again."""

from typing import ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applicants.collation import collation_key
from applicants.fields import (
    CountryField,
    DatePartsField,
    ForeignerIdField,
    LanguageField,
    NameField,
    PhoneField,
    language_name,
)
from applicants.forms import EmailField
from documents.certificate import unprintable
from documents.fields import UploadField

from ..deadlines import today
from ..models import Contact, Education, Passport, Personal
from ..wizard.forms import RowForm


def radios(**kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(widget=forms.RadioSelect, **kwargs)


def printable(text: str) -> str:
    """What the certificate will print must be in letters that it can print: those of the passport's own line."""
    if unprintable(text):
        raise forms.ValidationError(_("Pasaportunuzdaki gibi Latin harfleriyle yazın"))
    return text


class PersonalForm(RowForm):
    """Kişisel Bilgiler (guide 2.1)."""

    model = Personal
    shown_when: ClassVar = {
        name: ("marital_status", frozenset({"married"}))
        for name in ("spouse_given_names", "spouse_surname", "spouse_nationality")
    }
    may_stay_empty = frozenset({"spouse_given_names"})

    photo = UploadField(
        kind="biometric-photo",
        formats=("jpg", "png"),
        label=_("Biyometrik fotoğraf"),
        help_text=_("Son altı ayda çekilmiş, beyaz zeminli, 50 × 60 mm."),
        error_messages={"required": _("Biyometrik fotoğrafınızı yükleyin")},
    )
    sex = radios(
        label=_("Cinsiyeti"),
        choices=Personal.Sex.choices,
        help_text=_("Pasaportunuzda yazdığı gibi."),
        error_messages={"required": _("Cinsiyeti seçin")},
    )
    father_name = NameField(label=_("Baba adı"), help_text=_("Belgenizde yoksa boş bırakın."), required=False)
    mother_name = NameField(label=_("Ana adı"), help_text=_("Belgenizde yoksa boş bırakın."), required=False)
    marital_status = radios(
        label=_("Medeni hal"),
        choices=Personal.Marital.choices,
        error_messages={"required": _("Medeni halinizi seçin")},
    )
    spouse_given_names = NameField(label=_("Eşinizin adı"), help_text=_("Tek adı varsa yalnız soyadını doldurun."))
    spouse_surname = NameField(label=_("Eşinizin soyadı"), error_messages={"required": _("Eşinizin soyadını yazın")})
    spouse_nationality = CountryField(
        turkey=True, label=_("Eşinizin uyruğu"), error_messages={"required": _("Eşinizin uyruğunu seçin")}
    )
    birth_place = NameField(
        label=_("Doğum yeri"),
        help_text=_("Pasaportunuzda yazan şehir veya kasaba."),
        error_messages={"required": _("Doğum yerinizi yazın")},
    )
    birth_country = CountryField(
        turkey=True, label=_("Doğduğunuz ülke"), error_messages={"required": _("Doğduğunuz ülkeyi seçin")}
    )
    foreigner_id = ForeignerIdField(
        label=_("T.C. yabancı kimlik numarası"), help_text=_("99 ile başlar. Yoksa boş bırakın."), required=False
    )

    def clean_birth_place(self) -> str:
        return printable(self.cleaned_data["birth_place"])


class ContactForm(RowForm):
    """İletişim Bilgileri (guide 2.2). The registered e-mail is shown, not asked: changing it needs a code."""

    model = Contact

    phone = PhoneField(label=_("Telefon numarası"), error_messages={"required": _("Telefon numaranızı yazın")})
    address = forms.CharField(
        label=_("İkamet ettiğiniz adres"),
        help_text=_("Sokak, bina ve kapı numarası. Hangi ülkede olursa olsun şu an oturduğunuz adres."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("İkamet ettiğiniz adresi yazın")},
    )
    city = forms.CharField(
        label=_("Şehir"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Oturduğunuz şehri yazın")},
    )
    country = CountryField(turkey=True, label=_("Ülke"), error_messages={"required": _("Oturduğunuz ülkeyi seçin")})
    second_email = EmailField(
        label=_("İkinci e-posta"),
        help_text=_("Bildirimlerin kopyası gider; kodlar gitmez."),
        required=False,
    )
    second_phone = PhoneField(label=_("İkinci telefon numarası"), required=False)

    def clean_second_email(self) -> str:
        second = self.cleaned_data["second_email"]
        if second and second == self.applicant.email:
            raise forms.ValidationError(_("İkinci e-posta, kayıtlı adresinizden farklı olmalıdır"))
        return second


class PassportForm(RowForm):
    """Pasaport Bilgileri (guide 2.3). The number comes from the door."""

    model = Passport

    kind = radios(
        label=_("Pasaport türü"),
        choices=Passport.Kind.choices,
        error_messages={"required": _("Pasaport türünü seçin")},
    )
    expires_on = DatePartsField(
        label=_("Pasaport son geçerlilik tarihi"),
        help_text=_("Örnek: 15 3 2031"),
        error_messages={"required": _("Pasaportun son geçerlilik tarihini yazın")},
    )
    scan = UploadField(
        kind="passport-scan",
        formats=("pdf",),
        label=_("Pasaport sureti"),
        help_text=_("İlk sayfa ve işlem gören bütün sayfalar, tek PDF dosyasında."),
        error_messages={"required": _("Pasaportunuzun taramasını yükleyin")},
    )

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day <= today():
            raise forms.ValidationError(_("Pasaportun süresi dolmuş; geçerli bir pasaport gerekir"))
        return day


class EducationForm(RowForm):
    """Eğitim Bilgileri (guide 2.4): the level decides which proof is asked."""

    model = Education
    shown_when: ClassVar = {
        "turkish_proof": ("turkish_level", Education.CERTIFIED_TURKISH),
        "level_proof": ("level", Education.PROVEN_LEVELS),
    }
    may_stay_empty = frozenset({"turkish_proof"})
    redraws = frozenset({"turkish_level", "level"})
    # The languages of most applicants (domain 7.3); the mother tongue may be any language.
    OFFERED = (
        "en",
        "ru",
        "ar",
        "fa",
        "de",
        "fr",
        "es",
        "zh",
        "uk",
        "uz",
        "tk",
        "az",
        "ka",
        "ky",
        "kk",
        "hi",
        "id",
        "ja",
        "ko",
        "it",
    )

    native_language = LanguageField(label=_("Anadiliniz"), error_messages={"required": _("Anadilinizi seçin")})
    other_languages = forms.MultipleChoiceField(
        label=_("Bildiğiniz diller"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--columns"}),
        required=False,
    )
    turkish_level = radios(
        label=_("Türkçe dil seviyesi"),
        choices=Education.Turkish.choices,
        error_messages={"required": _("Türkçe seviyenizi seçin")},
    )
    turkish_proof = UploadField(kind="turkish-level-proof", label=_("Türkçe seviyenizi gösteren belge"), required=False)
    level = radios(
        label=_("Eğitim seviyesi"),
        choices=Education.Level.choices,
        help_text=_("Bitirdiğiniz son okul."),
        error_messages={"required": _("Eğitim seviyenizi seçin")},
    )
    level_proof = UploadField(
        kind="education-proof",
        label=_("Eğitim seviyenizi gösteren belge"),
        help_text=_("Diploma veya mezuniyet belgesi."),
        error_messages={"required": _("Diplomanızı veya mezuniyet belgenizi yükleyin")},
    )

    def arrange(self) -> None:
        names = [(code, language_name(code)) for code in self.OFFERED]
        reader = get_language() or "tr"
        names.sort(key=lambda each: collation_key(each[1], reader))
        self.fields["other_languages"].choices = names
