"""Eğitim Bilgileri, a page of the profile: languages, Turkish, and the last school (guide 2.4)."""

from django.utils.translation import gettext_lazy as _

from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import (
    LanguageField,
    LanguagesField,
)

from ..models import Education
from .profile_forms import ProfileForm, build_radio_field


class EducationForm(ProfileForm):
    """Eğitim Bilgileri (guide 2.4): the level decides which proof is asked."""

    model = Education
    shown_when = {
        "turkish_proof": ("turkish_level", Education.CERTIFIED_TURKISH),
        "level_proof": ("level", Education.PROVEN_LEVELS),
    }
    may_stay_empty = frozenset({"turkish_proof"})
    redraws = frozenset({"turkish_level", "level"})
    # The languages of most applicants (domain 7.3); the mother tongue may be any language.
    SUGGESTED_LANGUAGES = (
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
    other_languages = LanguagesField(
        usual=SUGGESTED_LANGUAGES,
        label=_("Bildiğiniz diller"),
        help_text=_("Listede olmayan dilleri kutulara yazın; yazarken öneriler çıkar."),
        required=False,
    )
    turkish_level = build_radio_field(
        label=_("Türkçe dil seviyesi"),
        choices=Education.Turkish.choices,
        error_messages={"required": _("Türkçe seviyenizi seçin")},
    )
    turkish_proof = UploadField(kind="turkish-level-proof", label=_("Türkçe seviyenizi gösteren belge"), required=False)
    level = build_radio_field(
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
