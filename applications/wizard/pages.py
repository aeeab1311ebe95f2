"""The pages of an application (guide 3.2): consent, workplace and employer, supporting and additional documents."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applicants.fields import DatePartsField, MoneyField, SgkWorkplaceField, UavtField
from documents.fields import UploadField

from ..catalogue.places import districts, provinces
from ..models import ClarificationRead, ExplicitConsent, Paper, Papers, Work
from ..periods import needs_card, period_problems
from .forms import PageForm, RowForm

# The version printed on the text itself (portal/clarification_text.html, application/consent_text.html).
CLARIFICATION_VERSION = "2026-2"
CONSENT_VERSION = "2026-1"
YES, NO = "True", "False"


class ConsentForm(PageForm):
    """KVKK: the clarification is read and the consent is given, as two records, never by one tick (A-9)."""

    clarification = forms.BooleanField(
        label=_("Aydınlatma metnini okudum"),
        error_messages={"required": _("Devam etmek için aydınlatma metnini okuduğunuzu işaretleyin")},
    )
    consent = forms.BooleanField(
        label=_("Yukarıda anlatılan işleme için açık rıza veriyorum"),
        error_messages={"required": _("Devam etmek için açık rıza beyanını işaretleyin")},
    )
    address_hash = ""

    def stored(self) -> dict[str, Any]:
        return {
            "clarification": hasattr(self.case, "clarificationread"),
            "consent": hasattr(self.case, "explicitconsent") and self.case.explicitconsent.withdrawn_at is None,
        }

    def save(self) -> None:
        told = {"language": get_language(), "address_hash": self.address_hash}
        ClarificationRead.objects.get_or_create(
            application=self.case, defaults=told | {"version": CLARIFICATION_VERSION}
        )
        ExplicitConsent.objects.update_or_create(
            application=self.case,
            defaults=told | {"version": CONSENT_VERSION, "given_at": timezone.now(), "withdrawn_at": None},
        )


def yes_no(
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


class WorkForm(RowForm):
    """İşyeri ve İşveren Bilgileri (R44-R62)."""

    model = Work
    redraws = frozenset({"starts_on", "ends_on", "province"})
    may_stay_empty = frozenset()

    occupation = forms.CharField(
        label=_("Çalışma izni muafiyeti kapsamında yapacağınız meslek"),
        help_text=_("Sözleşmenizde veya davet yazınızda yazdığı gibi. Örnek: araştırmacı"),
        max_length=120,
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
    wants_card = yes_no(
        _("Çalışma İzni Muafiyeti Belgesi (kart) düzenlenmesini istiyor musunuz?"),
        yes=_("Evet, kart istiyorum"),
        no=_("Hayır, doğrulanabilir e-belge yeterli"),
        required=_("Kart isteyip istemediğinizi seçin"),
        help_text=_("Üç aydan kısa sürelerde kart zorunlu değildir. Kart için değerli kâğıt bedeli ödenir."),
    )
    uavt_code = UavtField(
        label=_("Muafiyet belgesinin gönderileceği mesken kodu"),
        help_text=_("10 haneli adres numarası; adres.nvi.gov.tr sayfasından öğrenilir."),
        error_messages={"required": _("Mesken kodunu yazın")},
    )
    address_kind = forms.ChoiceField(
        label=_("Bu adres hangisi?"),
        choices=Work.AddressKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Adresin hangi adres olduğunu seçin")},
    )
    address_note = forms.CharField(
        label=_("Bu adresi kısaca açıklayın"),
        max_length=200,
        error_messages={"required": _("Adresin kime ait olduğunu kısaca yazın")},
    )
    province = forms.ChoiceField(
        label=_("Türkiye'de çalışacağınız il"), error_messages={"required": _("Çalışacağınız ili seçin")}
    )
    district = forms.ChoiceField(
        label=_("İlçe"),
        error_messages={
            "required": _("Çalışacağınız ilçeyi seçin"),
            "invalid_choice": _("Seçtiğiniz ilin ilçelerinden birini seçin"),
        },
    )
    purpose = forms.CharField(
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
    has_employer = yes_no(
        _("Türkiye'de çalışacağınız işyeri ve işveren bilgileri"),
        yes=_("Türkiye'de çalışacağım işyeri belli ve işverenim var."),
        no=_("Türkiye'de çalışacağım işyeri belli değil ve işverenim yok."),
        required=_("İki seçenekten birini seçin"),
        hints={
            NO: _(
                "Yalnız kendi nam ve hesabınıza, bağımsız çalışıyorsanız seçin. "
                "Yanlış seçilirse başvuru onaylanmaz ve düzeltmeniz istenir."
            )
        },
    )
    sgk_workplace_no = SgkWorkplaceField(
        label=_("İşyerine ait 26 haneli SGK tescil numarası"),
        help_text=_("İşvereninizden isteyin. Boşluk ve tire yazılabilir."),
        error_messages={"required": _("26 haneli SGK tescil numarasını yazın")},
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
    insurance_payer = forms.ChoiceField(
        label=_("Sigorta primleri nereden ödenecek?"),
        choices=Work.InsurancePayer.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": _("Sigorta primlerinin nereden ödeneceğini seçin")},
    )

    EMPLOYER: ClassVar = {
        name: ("has_employer", frozenset({YES})) for name in ("sgk_workplace_no", "gross_monthly_wage", "contract")
    } | {"self_employed": ("has_employer", frozenset({NO}))}
    ADDRESS: ClassVar = {"address_note": ("address_kind", frozenset({"other"}))}
    CARD: ClassVar = {name: ("wants_card", frozenset({YES})) for name in ("uavt_code", "address_kind")}

    OF_PERIOD: ClassVar = frozenset({"wants_card", "uavt_code", "address_kind", "address_note"})

    @classmethod
    def dependencies(cls) -> list[tuple[str, str]]:
        declared = [(child, parent) for child, (parent, _) in (cls.EMPLOYER | cls.ADDRESS | cls.CARD).items()]
        of_period = [(name, bound) for name in cls.OF_PERIOD for bound in ("starts_on", "ends_on")]
        return [*declared, *of_period, ("ends_on", "starts_on"), ("starts_on", "ends_on"), ("district", "province")]

    def arrange(self) -> None:
        """Ask only what applies: the dates decide about card and address, the province about the districts."""
        empty = [("", _("Seçin"))]
        self.fields["province"].choices = empty + provinces()
        self.fields["district"].choices = empty + [(name, name) for name in districts(self.current("province"))]
        self.shown_when = self.EMPLOYER | self.ADDRESS
        period = self._period()
        if period is None:
            # Half a date, or an end before the start: leave the page as it was, with what is typed on it.
            dropped = self.OF_PERIOD - (self.asked or frozenset())
        elif needs_card(*period):
            dropped = frozenset({"wants_card"})
        else:
            dropped = frozenset()
        if "wants_card" not in dropped:
            self.shown_when = self.shown_when | self.CARD
        for name in dropped:
            del self.fields[name]

    def _period(self):
        """(start, end) as they stand on the page, None while they are not both there and in order."""
        days = []
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
        start, end = days
        return (start, end) if start and end and start <= end else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        # In a revision that leaves the dates alone, days that have passed meanwhile are nobody's mistake.
        if start and end and (self.is_open("starts_on") or self.is_open("ends_on")):
            passport = getattr(self.applicant, "passport", None)
            for name, reason in period_problems(
                self.case.category, start, end, passport.expires_on if passport else None
            ):
                self.add_error(name, reason)
        if data.get("has_employer") is False and not self.case.category.self_employed_allowed:
            self.add_error("has_employer", _("Bu kategoride işyeri ve işveren bilgisi gerekir."))
        return data


class SupportingForm(PageForm):
    """Kanıtlayıcı Belgeler (R63): what the category asks for, the required ones enforced."""

    page = Papers.Page.SUPPORTING

    def arrange(self) -> None:
        for rule in self.case.category.document_rules.select_related("kind"):
            self.fields[rule.kind_id] = UploadField(
                kind=rule.kind_id,
                multiple=True,
                required=rule.required,
                label=rule.kind.name,
                error_messages={"required": _("%(kind)s yükleyin") % {"kind": rule.kind.name}},
                initial=self.initial.get(rule.kind_id),
            )

    def stored(self) -> dict[str, Any]:
        held: dict[str, list] = {}
        rows = Paper.objects.filter(papers__application=self.case, papers__page=self.page).select_related("upload")
        for paper in rows.order_by("pk"):
            held.setdefault(paper.kind_id, []).append(paper.upload)
        return held

    def save(self) -> None:
        page, _created = Papers.objects.update_or_create(application=self.case, page=self.page)
        answered = {kind: uploads or [] for kind, uploads in self.cleaned_data.items() if self.is_open(kind)}
        page.items.filter(kind__in=answered).delete()
        Paper.objects.bulk_create(
            Paper(papers=page, kind_id=kind, upload=upload) for kind, uploads in answered.items() for upload in uploads
        )


class AdditionalForm(SupportingForm):
    """Ek Belgeler (R64): whatever else may matter; nothing is required."""

    page = Papers.Page.ADDITIONAL

    def arrange(self) -> None:
        self.fields["additional-document"] = UploadField(
            kind="additional-document",
            multiple=True,
            required=False,
            label=_("Ek belgeler"),
            help_text=_("Değerlendirmede önemli olduğunu düşündüğünüz veya diğer alanlara sığmayan belgeler."),
        )
