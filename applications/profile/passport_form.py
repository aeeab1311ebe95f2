"""Pasaport Bilgileri, a page of the profile: until when the passport allows an exemption (guide 2.3)."""

from django import forms
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import (
    DatePartsField,
    PassportNumberField,
)

from ..eligibility.deadlines import today
from ..eligibility.period import PASSPORT_MARGIN
from ..models import Passport
from .known import KnownValue, get_known_passport
from .profile_forms import ProfileForm, build_radio_field


class PassportForm(ProfileForm):
    """Pasaport Bilgileri (guide 2.3). The last day decides how long an exemption may last, which is said at once."""

    model = Passport
    redraws = frozenset({"expires_on"})

    kind = build_radio_field(
        label=_("Pasaport türü"),
        choices=Passport.Kind.choices,
        error_messages={"required": _("Pasaport türünü seçin")},
    )
    number = PassportNumberField(
        label=_("Pasaport numarası"), help_text=_("Pasaportunuzda yazdığı gibi: 5-9 harf ve rakam.")
    )
    expires_on = DatePartsField(
        label=_("Pasaport son geçerlilik tarihi"),
        help_text=_("Örnek: 15 3 2031. Muafiyet, bu tarihten en az 60 gün önce bitmelidir."),
        error_messages={"required": _("Pasaportun son geçerlilik tarihini yazın")},
    )
    scan = UploadField(
        kind="passport-scan",
        label=_("Pasaport sureti"),
        help_text=_("Pasaportun kimlik sayfası ve işlem gören bütün sayfaları."),
        error_messages={"required": _("Pasaportunuzun taramasını yükleyin")},
    )

    def get_known_values(self) -> dict[str, KnownValue]:
        return get_known_passport(self.applicant.identity)

    def arrange_questions(self) -> None:
        super().arrange_questions()
        consequence = self._describe_consequence()
        if consequence:
            question = self.fields["expires_on"]
            question.help_text = format_lazy("{} {}", question.help_text, consequence)

    def _describe_consequence(self):
        """What the passport's last day, as it stands on the page, means for an exemption (L3)."""
        question = self.fields["expires_on"]
        try:
            if self.is_bound:
                day = question.clean(
                    question.widget.value_from_datadict(self.data, self.files, self.add_prefix("expires_on"))
                )
            else:
                day = self.initial.get("expires_on")
        except forms.ValidationError:
            return None
        if not day or day <= today():
            return None
        last = day - PASSPORT_MARGIN
        if last < today():
            return _("Bu pasaportla muafiyet alamazsınız; önce pasaportunuzu yenileyin.")
        return format_lazy(
            _("Bu pasaportla muafiyetiniz en geç {last} tarihinde bitebilir."), last=date_format(last, "j E Y")
        )

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day <= today():
            raise forms.ValidationError(_("Pasaportun süresi dolmuş; geçerli bir pasaport gerekir"))
        return day
