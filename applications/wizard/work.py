"""İşyeri ve İşveren Bilgileri (guide 3.2): occupation, period, address, stay, workplace and insurance."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import SignInMethod
from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import DatePartsField, TextField, UavtField, get_choice_field
from emuafiyet.core.places import list_districts, list_provinces

from ..eligibility.deadlines import today
from ..eligibility.occupations import explain_full_permit, list_occupations
from ..eligibility.period import PeriodLimits, find_period_problems, is_card_required, list_earlier_periods
from ..models import Work
from .background_checks import enqueue_lookups
from .employer_questions import NO, YES, EmployerForm
from .help_texts import describe_period, describe_stay, insert_address_link


def build_yes_no_field(
    label, yes=_("Evet"), no=_("Hayır"), required=_("Birini seçin"), hints=None, **kwargs
) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(YES, yes), (NO, no)],
        coerce=lambda value: value == YES,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"choice_hints": hints or {}}),
        error_messages={"required": required},
        **kwargs,
    )


class WorkForm(EmployerForm):
    """İşyeri ve İşveren Bilgileri (R44-R62)."""

    model = Work
    redraws = frozenset({"starts_on", "ends_on", "province", "host_province"})
    may_stay_empty = EmployerForm.OPTIONAL
    # The employer's questions come after these and before the insurance.
    field_order = [
        "occupation",
        "starts_on",
        "ends_on",
        "wants_card",
        "uavt_code",
        "address_kind",
        "address_note",
        "stay_basis",
        "stay_until",
        "stay_proof",
        "province",
        "district",
        "purpose",
    ]

    occupation = TextField(
        label=_("Çalışma izni muafiyeti kapsamında yapacağınız meslek"),
        help_text=_("Sözleşmenizde veya davet yazınızda yazdığı gibi; yazarken öneriler çıkar. Örnek: araştırmacı"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "occupations", "autocomplete": "off"}),
        error_messages={"required": _("Yapacağınız mesleği yazın")},
    )
    starts_on = DatePartsField(
        label=_("Başlangıç tarihi"),
        help_text=_("Örnek: 15 3 2027"),
        error_messages={"required": _("Başlangıç tarihini yazın")},
    )
    ends_on = DatePartsField(
        label=_("Bitiş tarihi"),
        help_text=_("Çalışacağınız son gün."),
        error_messages={"required": _("Bitiş tarihini yazın")},
    )
    wants_card = build_yes_no_field(
        _("Çalışma İzni Muafiyeti Belgesi (kart) düzenlenmesini istiyor musunuz?"),
        yes=_("Evet, kart istiyorum"),
        no=_("Hayır, doğrulanabilir e-belge yeterli"),
        required=_("Kart isteyip istemediğinizi seçin"),
        help_text=_("Üç aydan kısa sürelerde kart zorunlu değildir. Kart için değerli kâğıt bedeli ödenir."),
    )
    uavt_code = UavtField(
        label=_("Muafiyet belgesinin gönderileceği mesken kodu"),
        help_text=insert_address_link(_("10 haneli adres numarası; {link} sayfasından öğrenilir.")),
        error_messages={"required": _("Mesken kodunu yazın")},
    )
    address_kind = forms.ChoiceField(
        label=_("Bu adres hangisi?"),
        choices=Work.AddressKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Adresin hangi adres olduğunu seçin")},
    )
    address_note = TextField(
        label=_("Bu adresi kısaca açıklayın"),
        max_length=200,
        error_messages={"required": _("Adresin kime ait olduğunu kısaca yazın")},
    )
    stay_basis = forms.ChoiceField(
        label=_("Türkiye’de hangi hakla kalıyorsunuz?"),
        choices=Work.StayBasis.choices,
        widget=forms.RadioSelect,
        help_text=_("Türkiye’den başvurabilmek için yasal kalış hakkınızın sürmesi gerekir."),
        error_messages={"required": _("Türkiye’de hangi hakla kaldığınızı seçin")},
    )
    stay_until = DatePartsField(
        label=_("Bu hakkın son günü"),
        error_messages={"required": _("Kalış hakkınızın son gününü yazın")},
    )
    stay_proof = UploadField(
        kind="lawful-stay-proof",
        label=_("Kalış hakkınızı gösteren belge"),
        help_text=_("Vize, ikamet izni veya giriş damgasının bulunduğu sayfa."),
        error_messages={"required": _("Kalış hakkınızı gösteren belgeyi yükleyin")},
    )
    province = forms.ChoiceField(
        label=_("Türkiye’de çalışacağınız il"), error_messages={"required": _("Çalışacağınız ili seçin")}
    )
    district = forms.ChoiceField(
        label=_("İlçe"),
        error_messages={
            "required": _("Çalışacağınız ilçeyi seçin"),
            "invalid_choice": _("Seçtiğiniz ilin ilçelerinden birini seçin"),
        },
    )
    purpose = TextField(
        label=_("Başvurunuz hakkında"),
        help_text=_("Neden başvurduğunuzu ve ne kapsamda çalışacağınızı birkaç cümleyle anlatın."),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Başvuru amacınızı yazın"),
            "min_length": _("Birkaç kelime daha yazın; en az 20 karakter gerekir"),
        },
    )
    insurance_payer = forms.ChoiceField(
        label=_("Sigorta primleri nereden ödenecek?"),
        choices=Work.InsurancePayer.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": _("Sigorta primlerinin nereden ödeneceğini seçin")},
    )

    ADDRESS_CONDITIONS: ClassVar = {"address_note": ("address_kind", frozenset({"other"}))}
    CARD_CONDITIONS: ClassVar = {name: ("wants_card", frozenset({YES})) for name in ("uavt_code", "address_kind")}

    PERIOD_QUESTIONS: ClassVar = frozenset({"wants_card", "uavt_code", "address_kind", "address_note"})
    STAY_QUESTIONS: ClassVar = ("stay_basis", "stay_until", "stay_proof")

    @classmethod
    def list_dependencies(cls) -> list[tuple[str, str]]:
        declared = [
            (child, parent)
            for child, (parent, _) in (cls.EMPLOYER_CONDITIONS | cls.ADDRESS_CONDITIONS | cls.CARD_CONDITIONS).items()
        ]
        of_period = [(name, bound) for name in cls.PERIOD_QUESTIONS for bound in ("starts_on", "ends_on")]
        of_places = [("district", "province"), ("host_district", "host_province"), ("host_province", "host_name")]
        return [*declared, *of_period, ("ends_on", "starts_on"), ("starts_on", "ends_on"), *of_places]

    def arrange_questions(self) -> None:
        """Ask only what applies: the dates decide about card and address, the province about the districts."""
        empty: list[Any] = [("", _("Seçin"))]
        get_choice_field(self, "province").choices = empty + list_provinces()
        get_choice_field(self, "district").choices = empty + [
            (name, name) for name in list_districts(self.get_current_value("province"))
        ]
        self.shown_when = self.EMPLOYER_CONDITIONS | self.ADDRESS_CONDITIONS
        days = self._days()
        period = _ordered(*days)
        if period is None:
            # Half a date, or an end before the start: leave the page as it was, with what is typed on it.
            dropped = self.PERIOD_QUESTIONS - (self.asked or frozenset())
        elif is_card_required(*period):
            dropped = frozenset({"wants_card"})
        else:
            dropped = frozenset()
        if "wants_card" not in dropped:
            self.shown_when = self.shown_when | self.CARD_CONDITIONS
        if (
            self.applicant.identity.door == SignInMethod.CONSULAR
        ):  # abroad the mission's reference stands instead
            dropped = dropped | frozenset(self.STAY_QUESTIONS)
        for name in dropped | self.arrange_employer():
            del self.fields[name]
        self.fields["ends_on"].help_text = describe_period(self.case.category, self.applicant, *days)
        if "stay_until" in self.fields:
            self.fields["stay_until"].help_text = describe_stay(self.applicant)

    @property
    def offered_occupations(self) -> list[str]:
        """Suggestions while one types; any other words are as good."""
        return list_occupations()

    def _days(self) -> tuple[date | None, date | None]:
        """Start and end as they stand on the page, each None while it is no day."""
        days: list[date | None] = []
        for name in ("starts_on", "ends_on"):
            if not self.is_bound or not self.is_open(name):
                days.append(self.initial.get(name))
                continue
            field = self.fields[name]
            raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                days.append(field.clean(raw))
            except forms.ValidationError:
                days.append(None)
        return days[0], days[1]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        # In a revision that leaves the dates alone, days that have passed meanwhile are nobody's mistake.
        if start and end and (self.is_open("starts_on") or self.is_open("ends_on")):
            self._check_period(start, end)
        named = data.get("occupation") if self.is_open("occupation") else ""
        if named and start and end and (reason := explain_full_permit(named, start, end)):
            self.add_error("occupation", reason)
        if data.get("stay_until") and data["stay_until"] < today() and self.is_open("stay_until"):
            self.add_error(
                "stay_until",
                _("Yasal kalış süreniz dolmuş; Türkiye’den başvuru yalnız yasal kalış süresi içinde yapılabilir."),
            )
        return data

    def _check_period(self, start: date, end: date) -> None:
        passport = getattr(self.applicant, "passport", None)
        problems = find_period_problems(
            PeriodLimits.from_category(self.case.category),
            start,
            end,
            passport.expires_on if passport else None,
            earlier=list_earlier_periods(self.case),
        )
        for name, reason in problems:
            self.add_error(name, reason)

    def save(self) -> None:
        super().save()
        enqueue_lookups(self.case, self.cleaned_data.get("sgk_workplace_no"), self.cleaned_data.get("uavt_code"))


def _ordered(start: date | None, end: date | None) -> tuple[date, date] | None:
    return (start, end) if start and end and start <= end else None
