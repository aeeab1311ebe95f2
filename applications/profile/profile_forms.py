"""The four profile pages (R14-R38). What is known already is shown above the questions and not asked again."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.notices import inbox
from documents.issued.certificate import find_unprintable
from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import (
    CountryField,
    EmailField,
    ForeignerIdField,
    LatinNameField,
    PhoneField,
    PlaceField,
    TextField,
    set_optional_mark,
    set_text_when_empty,
)

from ..models import Contact, Personal
from ..questionnaire.base_forms import RowForm
from .known import KnownValue, get_known_personal


def build_radio_field(**kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(widget=forms.RadioSelect, **kwargs)


def require_printable(text: str) -> str:
    """What the certificate will print must be in letters that it can print: those of the passport's own line."""
    if find_unprintable(text):
        raise forms.ValidationError(_("Pasaportunuzdaki gibi Latin harfleriyle yazın"))
    return text


class ProfileForm(RowForm):
    """One section. What is known of the person comes from where it is known, never from what is posted (R15)."""

    def get_known_values(self) -> dict[str, KnownValue]:
        return {}

    def arrange_questions(self) -> None:
        self.held = {} if self.reading else self.get_known_values()
        for name in self.held:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The row holds the known values too, so that whoever reads it later reads one place."""
        return super().clean() | {name: each.value for name, each in self.held.items()}


class PersonalForm(ProfileForm):
    """Kişisel Bilgiler (guide 2.1)."""

    model = Personal
    SPOUSE_QUESTIONS = ("spouse_given_names", "spouse_surname", "spouse_nationality")
    # A parent without a name is said to have none in the papers: an empty box alone may have been overlooked.
    ABSENCE_TICKS: ClassVar = {"father_name": "father_absent", "mother_name": "mother_absent"}
    shown_when = {name: ("marital_status", frozenset({Personal.Marital.MARRIED.value})) for name in SPOUSE_QUESTIONS}
    may_stay_empty = frozenset({"spouse_given_names"})

    photo = UploadField(
        kind="biometric-photo",
        label=_("Biyometrik fotoğraf"),
        help_text=_("Son altı ayda çekilmiş, beyaz zeminli, 50 × 60 mm."),
        error_messages={"required": _("Biyometrik fotoğrafınızı yükleyin")},
    )
    sex = build_radio_field(
        label=_("Cinsiyeti"),
        choices=Personal.Sex.choices,
        help_text=_("Pasaportunuzda yazdığı gibi."),
        error_messages={"required": _("Cinsiyeti seçin")},
    )
    father_name = LatinNameField(
        label=_("Baba adı"),
        required=False,
        error_messages={"required": _("Baba adını yazın veya belgenizde olmadığını işaretleyin")},
    )
    father_absent = forms.BooleanField(label=_("Baba adı belgemde yok"), required=False)
    mother_name = LatinNameField(
        label=_("Ana adı"),
        required=False,
        error_messages={"required": _("Ana adını yazın veya belgenizde olmadığını işaretleyin")},
    )
    mother_absent = forms.BooleanField(label=_("Ana adı belgemde yok"), required=False)
    marital_status = build_radio_field(
        label=_("Medeni hâl"),
        choices=Personal.Marital.choices,
        error_messages={"required": _("Medeni hâlinizi seçin")},
    )
    spouse_given_names = LatinNameField(label=_("Eşinizin adı"), help_text=_("Tek adı varsa yalnız soyadını doldurun."))
    spouse_surname = LatinNameField(
        label=_("Eşinizin soyadı"), error_messages={"required": _("Eşinizin soyadını yazın")}
    )
    spouse_nationality = CountryField(
        turkey=True, label=_("Eşinizin uyruğu"), error_messages={"required": _("Eşinizin uyruğunu seçin")}
    )
    birth_place = PlaceField(
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

    @classmethod
    def list_dependencies(cls) -> list[tuple[str, str]]:
        return [*super().list_dependencies(), *((tick, name) for name, tick in cls.ABSENCE_TICKS.items())]

    def get_known_values(self) -> dict[str, KnownValue]:
        return get_known_personal(self.applicant.identity)

    def load_answers(self) -> dict[str, Any]:
        values = super().load_answers()
        return values | {tick: not values[name] for name, tick in self.ABSENCE_TICKS.items() if values}

    def arrange_questions(self) -> None:
        super().arrange_questions()
        for name, tick in self.ABSENCE_TICKS.items():
            if name in self.fields:
                set_optional_mark(self.fields[name], False)
                set_text_when_empty(self.fields[name], _("Belgesinde yok"))
            if self.reading or name in self.held:
                del self.fields[tick]
        if "marital_status" in self.held:
            self._arrange_spouse(self.held["marital_status"].value == Personal.Marital.MARRIED)

    def _arrange_spouse(self, married: bool) -> None:
        """The registry has answered the question that these hang on."""
        self.shown_when = {}
        for name in self.SPOUSE_QUESTIONS:
            if not married:
                del self.fields[name]
            elif name in self.may_stay_empty:
                self.fields[name].required = False

    def clean_birth_place(self) -> str:
        return require_printable(self.cleaned_data["birth_place"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, tick in self.ABSENCE_TICKS.items():
            if tick not in self.fields or name in self._errors or not self.is_open(tick):
                continue
            if not data.get(name) and not data.get(tick):
                self.add_error(name, self.fields[name].error_messages["required"])
            elif data.get(name) and data.get(tick):
                self.add_error(tick, _("Bir ad yazdınız; adı silin veya bu işareti kaldırın"))
        return data


class ContactForm(ProfileForm):
    """İletişim Bilgileri (guide 2.2). The registered e-mail is shown, not asked: changing it needs a code."""

    model = Contact

    phone = PhoneField(label=_("Telefon numarası"), error_messages={"required": _("Telefon numaranızı yazın")})
    address = TextField(
        label=_("İkamet ettiğiniz adres"),
        help_text=_("Sokak, bina ve kapı numarası. Hangi ülkede olursa olsun şu an oturduğunuz adres."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("İkamet ettiğiniz adresi yazın")},
    )
    city = TextField(
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

    def clean_second_phone(self) -> str:
        second = self.cleaned_data["second_phone"]
        if second and second == self.cleaned_data.get("phone"):
            raise forms.ValidationError(_("İkinci telefon numarası, ilkinden farklı olmalıdır"))
        return second

    def save(self) -> None:
        """Another telephone number is told of by a notice (N22); the first one is no change."""
        before = self.initial.get("phone")
        with transaction.atomic():
            super().save()
            if before and before != self.cleaned_data["phone"]:
                key, context = f"phone-changed:{uuid.uuid4()}", {"at": timezone.now()}
                inbox.write_notice("phone_changed", applicant=self.applicant, dedupe_key=key, context=context)
