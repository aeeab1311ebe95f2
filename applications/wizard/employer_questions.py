"""The workplace page's questions about the employer: in Türkiye, abroad, or none (guide R56-R61; A-31)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from documents.issued.certificate import find_unprintable
from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import CountryField, MoneyField, SgkWorkplaceField, TextField, get_choice_field
from emuafiyet.core.places import list_districts, list_provinces
from emuafiyet.core.text.digits import ascii_digits

from ..models.answers import TITLE_LENGTH
from ..questionnaire.base_forms import RowForm
from .employment import Employment, employment_of, offers_foreign_employer

YES, NO, ABROAD = "True", "False", "abroad"
MAIN_EMPLOYER = "000"  # the last three digits of a workplace that is no subcontractor's
ANSWERS = {Employment.EMPLOYER: YES, Employment.OWN_ACCOUNT: NO, Employment.ABROAD: ABROAD}
HOST = ("host_name", "host_province", "host_district")


def title_field(**kwargs: Any) -> TextField:
    """The name of a company or an institution, which papers print."""
    return TextField(max_length=TITLE_LENGTH, **kwargs)


class EmployerForm(RowForm):
    """One question, whose three answers bring questions of their own.

    The column ``has_employer`` is about Türkiye; a ``foreign_employer`` makes the difference between the other two.
    """

    case: Application

    has_employer = forms.TypedChoiceField(
        label=_("Türkiye’de çalışacağınız işyeri ve işveren bilgileri"),
        choices=[
            (YES, _("Türkiye’de çalışacağım işyeri belli ve işverenim var.")),
            (NO, _("Türkiye’de çalışacağım işyeri belli değil ve işverenim yok.")),
            (ABROAD, _("Türkiye’de işverenim yok, beni yurt dışındaki işverenim veya kurumum gönderiyor.")),
        ],
        coerce=lambda value: value == YES,
        empty_value=None,
        widget=forms.RadioSelect(
            attrs={
                "choice_hints": {
                    NO: _(
                        "Yalnız kendi nam ve hesabınıza, bağımsız çalışıyorsanız seçin. "
                        "Yanlış seçilirse başvuru onaylanmaz ve düzeltmeniz istenir."
                    ),
                    ABROAD: _(
                        "Örneğin makineyi satan şirketin montaj görevlisi, yurt dışından burs alan araştırmacı veya "
                        "stajyer. SGK numarası ve iş sözleşmesi istenmez."
                    ),
                }
            }
        ),
        error_messages={"required": _("Seçeneklerden birini seçin"), "invalid_choice": _("Seçeneklerden birini seçin")},
    )
    sgk_workplace_no = SgkWorkplaceField(
        label=_("İşyerine ait 26 haneli SGK tescil numarası"),
        help_text=_("İşvereninizden isteyin. Boşluk ve tire yazılabilir."),
        error_messages={"required": _("26 haneli SGK tescil numarasını yazın")},
    )
    sgk_add_zeros = forms.BooleanField(
        label=_("İşyeri asıl işverendir: numaranın sonuna 000 ekle"),
        help_text=_("Alt işveren (taşeron) ise işaretlemeyin; son 3 haneyi SGK’dan öğrenip numarayı tamamlayın."),
        required=False,
    )
    employer_title = title_field(
        label=_("İşyerinin unvanı"),
        help_text=_("Belgenize SGK kaydındaki unvan yazılır; SGK’dan yanıt gelmezse burada yazdığınız."),
        required=False,
    )
    gross_monthly_wage = MoneyField(
        label=_("Aylık brüt ücret tutarı"), error_messages={"required": _("Aylık brüt ücreti yazın")}
    )
    contract = UploadField(
        kind="signed-contract",
        label=_("İmzalanmış iş sözleşmesi"),
        error_messages={"required": _("İmzalı iş sözleşmesini yükleyin")},
    )
    self_employed = forms.BooleanField(
        label=_("Kendi nam ve hesabıma, bağımsız çalışacağımı beyan ederim"),
        error_messages={
            "required": _("Bu seçenek yalnız bağımsız çalışanlar içindir; beyanı işaretleyin veya diğer seçeneği seçin")
        },
    )
    foreign_employer = title_field(
        label=_("Yurt dışındaki işverenin veya kurumun adı"),
        help_text=_("Ticaret sicilinde veya antetli kâğıdında yazdığı gibi, Latin harfleriyle."),
        error_messages={"required": _("Sizi gönderen işverenin veya kurumun adını yazın")},
    )
    foreign_employer_country = CountryField(
        label=_("İşverenin veya kurumun ülkesi"),
        turkey=True,
        error_messages={"required": _("İşverenin veya kurumun ülkesini seçin")},
    )
    foreign_wage = MoneyField(
        label=_("Aylık brüt ücretinizin Türk lirası karşılığı"),
        error_messages={"required": _("Aylık brüt ücreti yazın")},
    )
    host_name = title_field(
        label=_("Türkiye’de yanına geldiğiniz kuruluşun adı"),
        help_text=_("Varsa: makineyi alan şirket, sizi kabul eden üniversite gibi. Yoksa üç soruyu da boş bırakın."),
        error_messages={"required": _("Kuruluşun adını yazın veya ilini ve ilçesini de boş bırakın")},
    )
    host_province = forms.ChoiceField(
        label=_("Kuruluşun bulunduğu il"), error_messages={"required": _("Kuruluşun bulunduğu ili seçin")}
    )
    host_district = forms.ChoiceField(
        label=_("Kuruluşun bulunduğu ilçe"),
        error_messages={
            "required": _("Kuruluşun bulunduğu ilçeyi seçin"),
            "invalid_choice": _("Seçtiğiniz ilin ilçelerinden birini seçin"),
        },
    )

    EMPLOYER_CONDITIONS: ClassVar = (
        {
            name: ("has_employer", frozenset({YES}))
            for name in ("sgk_workplace_no", "sgk_add_zeros", "employer_title", "gross_monthly_wage", "contract")
        }
        | {"self_employed": ("has_employer", frozenset({NO}))}
        | {
            name: ("has_employer", frozenset({ABROAD}))
            for name in ("foreign_employer", "foreign_employer_country", "foreign_wage", *HOST)
        }
    )
    OPTIONAL: ClassVar = frozenset({"sgk_add_zeros", "employer_title", "foreign_wage", *HOST})

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any):
        super().__init__(_completed(data), *args, **kwargs)

    @classmethod
    def as_asked(cls, values: dict[str, Any]) -> dict[str, Any]:
        if "has_employer" not in values:
            return values
        return values | {"has_employer": ANSWERS[employment_of(values)]}

    def arrange_employer(self) -> frozenset[str]:
        """Offer what the category allows; returns the questions that do not apply at all."""
        question = get_choice_field(self, "has_employer")
        empty: list[Any] = [("", _("Seçin"))]
        dropped: frozenset[str] = frozenset()
        # An answer given before the category asked for an employer in Türkiye is told as it was given.
        if not offers_foreign_employer(self.case.category) and not self.reading:
            offered: Any = question.choices
            question.choices = [each for each in offered if each[0] != ABROAD]
            dropped |= {name for name, (_parent, values) in self.EMPLOYER_CONDITIONS.items() if values == {ABROAD}}
        get_choice_field(self, "host_province").choices = empty + list_provinces()
        get_choice_field(self, "host_district").choices = empty + [
            (name, name) for name in list_districts(self.get_current_value("host_province"))
        ]
        return dropped if self._lacks_three_digits() else dropped | {"sgk_add_zeros"}

    def _lacks_three_digits(self) -> bool:
        """23 digits were sent: what is missing is offered, never added in silence (domain 3.2)."""
        return self.is_bound and len(_digits(self.data.get("sgk_workplace_no", ""))) == 23

    def _printable(self, name: str) -> str:
        text = self.cleaned_data.get(name) or ""
        # Of an answer that was not chosen nothing is printed, and it is cleared below.
        if self.is_shown(name) and find_unprintable(text):
            raise forms.ValidationError(_("Belgenizde basılabilmesi için Latin harfleriyle yazın"))
        return " ".join(text.split())

    def clean_employer_title(self) -> str:
        return self._printable("employer_title")

    def clean_foreign_employer(self) -> str:
        return self._printable("foreign_employer")

    def clean_host_name(self) -> str:
        return self._printable("host_name")

    def clean_foreign_employer_country(self) -> str:
        code = self.cleaned_data["foreign_employer_country"]
        if code == "TUR" and self.is_shown("foreign_employer_country"):
            raise forms.ValidationError(_("İşvereniniz Türkiye’deyse yukarıdaki ilk seçeneği seçin"))
        return code

    def clean(self) -> dict[str, Any]:
        """A host is named with its place or not at all."""
        data = super().clean()
        asked = [name for name in HOST if name in self.fields and self.is_open(name) and self.is_shown(name)]
        if any(data.get(name) for name in asked):
            for name in asked:
                if not data.get(name) and name not in self._errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data


def _digits(typed: str) -> str:
    return "".join(each for each in ascii_digits(typed) if each.isascii() and each.isdigit())


def _completed(data: Any) -> Any:
    """What was posted, with the three digits that the person has just agreed to add."""
    if not data or not data.get("sgk_add_zeros") or len(_digits(data.get("sgk_workplace_no", ""))) != 23:
        return data
    data = data.copy()
    data["sgk_workplace_no"] = _digits(data["sgk_workplace_no"]) + MAIN_EMPLOYER
    return data
