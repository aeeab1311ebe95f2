"""The pages on which a holder asks for the end of an exemption or for a new card (guide 4.6, 4.9)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import DatePartsField, TextField, UavtField
from emuafiyet.core.nullable import require_value

from ..eligibility.deadlines import today
from ..models import Application, ReissueRequest, Work
from ..models.requests import ReissueGround, TerminationGround
from ..questionnaire.base_forms import PageForm
from .request_details import NewTermination

ADDRESS_FIELDS = ("uavt_code", "address_kind", "address_note")


class TerminationForm(PageForm):
    """Muafiyet Sonlandırma: the ground and the scanned petition (R92), and from which day."""

    shown_when = {"ground_note": ("ground", frozenset({"other"}))}

    ground = forms.ChoiceField(
        label=_("Sonlandırma gerekçesi"),
        choices=TerminationGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Sonlandırma gerekçesini seçin")},
    )
    ground_note = TextField(
        label=_("Nedeninizi kısaca yazın"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nedeninizi yazın")},
    )
    effective_on = DatePartsField(
        label=_("Muafiyetin sona ereceği gün"),
        error_messages={"required": _("Muafiyetin hangi gün sona ereceğini yazın")},
    )
    petition = UploadField(
        kind="termination-petition",
        label=_("Sonlandırma dilekçesi"),
        help_text=_("İmzaladığınız dilekçenin taraması."),
        error_messages={"required": _("İmzalı dilekçenizin taramasını yükleyin")},
    )
    confirmed = forms.BooleanField(
        label=_("Sonuçlarını okudum; muafiyetimin sona ermesini istiyorum"),
        error_messages={"required": _("Sonuçlarını okuduğunuzu ve sonlandırmak istediğinizi onaylayın")},
    )

    def load_answers(self) -> dict[str, Any]:
        return {"effective_on": today()}

    def arrange_questions(self) -> None:
        granted_from, granted_to = self.get_granted_period()
        days = {"first": date_format(today(), "j E Y"), "last": date_format(granted_to, "j E Y")}
        words = _("%(first)s ile %(last)s arasında bir gün; muafiyetiniz o günün sonuna kadar geçerlidir.")
        if granted_from > today():
            days["start"] = date_format(granted_from, "j E Y")
            words = _(
                "%(first)s ile %(last)s arasında bir gün. Muafiyetiniz %(start)s günü başlar; daha önceki bir gün "
                "yazarsanız hiç yürürlüğe girmez."
            )
        self.fields["effective_on"].help_text = words % days

    def get_granted_period(self) -> tuple[date, date]:
        case = require_value(self.case)
        return require_value(case.granted_from), require_value(case.granted_to)

    def get_termination(self) -> NewTermination:
        """What is asked for; the tick is no fact of the request."""
        given = self.cleaned_data
        return NewTermination(given["ground"], given.get("ground_note") or "", given["effective_on"], given["petition"])

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if not today() <= day <= self.get_granted_period()[1]:
            raise forms.ValidationError(_("Muafiyet bugünden önce ve bitiş gününden sonra sonlandırılamaz."))
        return day


class ReissueGroundForm(forms.Form):
    """The first page of a new card: three grounds, one of which must be the right one (R108, R111)."""

    ground = forms.ChoiceField(
        label=_("Yenileme gerekçesi"),
        choices=ReissueGround.choices,
        widget=forms.RadioSelect(
            attrs={
                "choice_hints": {
                    ReissueGround.LOST: _(
                        "Kartınızı kaybettiyseniz, çalındıysa veya herhangi bir nedenle zayi olduysa. Üç ay ve daha "
                        "uzun muafiyetlerde harcın yarısı ve değerli kâğıt bedeli, daha kısalarda yalnız değerli kâğıt "
                        "bedeli ödenir."
                    ),
                    ReissueGround.DATA_CHANGE: _(
                        "Karttaki ad, soyadı, ana-baba adı, uyruk veya doğum tarihi değiştiyse ya da başvuruda yanlış "
                        "beyan edildiyse. Önce İl Göç İdaresi Müdürlüğünde kaydınızı güncelletin. Yalnız değerli kâğıt "
                        "bedeli ödenir."
                    ),
                    ReissueGround.ADMIN_FAULT: _(
                        "Yukarıdakiler dışında, kartınızdaki bilgiler İdarenin kusuru nedeniyle yanlış basıldıysa. "
                        "Talebiniz incelenir; hata İdarenin ise hiçbir ödeme yapılmaz."
                    ),
                }
            }
        ),
        error_messages={"required": _("Yenileme gerekçesini seçin")},
    )


class AddressForm(PageForm):
    """Where a card goes: the earlier address or another one (R109). ``earlier``: the earlier one's three columns."""

    EARLIER, ANOTHER = "earlier", "another"
    shown_when = {
        "uavt_code": ("where", frozenset({ANOTHER})),
        "address_kind": ("where", frozenset({ANOTHER})),
        "address_note": ("address_kind", frozenset({"other"})),
    }

    where = forms.ChoiceField(
        label=_("Yeni kartınız nereye gönderilsin?"),
        choices=[(EARLIER, _("Önceki kartımın gönderildiği adrese")), (ANOTHER, _("Başka bir adrese"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kartın gönderileceği adresi seçin")},
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
    address_note = TextField(
        label=_("Bu adresi kısaca açıklayın"),
        max_length=200,
        error_messages={"required": _("Adresin kime ait olduğunu kısaca yazın")},
    )

    def __init__(self, *args: Any, case: Application, earlier: dict[str, str], **kwargs: Any):
        self.earlier = earlier
        super().__init__(*args, applicant=case.applicant, case=case, **kwargs)

    def arrange_questions(self) -> None:
        """Say which address the earlier one is: it is months since anybody saw it."""
        code, kind = self.earlier["uavt_code"], Work.AddressKind(self.earlier["address_kind"]).label
        where = self.fields["where"].widget
        where.attrs["choice_hints"] = {
            self.EARLIER: _("Mesken kodu %(code)s: %(kind)s")
            % {"code": code, "kind": self.earlier["address_note"] or kind}
        }

    def load_answers(self) -> dict[str, Any]:
        return {}

    def get_chosen_address(self) -> dict[str, str]:
        """The address by the names of its columns."""
        data = self.cleaned_data
        source = self.earlier if data["where"] == self.EARLIER else data
        return {name: source[name] or "" for name in ADDRESS_FIELDS}


class ResendAddressForm(AddressForm):
    """Where a card goes that came back (A-21)."""

    def arrange_questions(self) -> None:
        super().arrange_questions()
        self.fields["where"].label = _("Kartınız nereye gönderilsin?")


class ReissueForm(AddressForm):
    """The address page of a request for a new card."""

    def __init__(self, *args: Any, request: ReissueRequest, earlier: dict[str, str], **kwargs: Any):
        self.request = request
        place = f"reissue/{request.pk}"
        super().__init__(*args, case=request.application, earlier=earlier, place=place, **kwargs)

    def load_answers(self) -> dict[str, Any]:
        row = self.request
        if not row.uavt_code:
            return {}
        address = {name: getattr(row, name) for name in ADDRESS_FIELDS}
        return {"where": self.EARLIER} if address == self.earlier else {"where": self.ANOTHER, **address}

    def set_answers(self, request: ReissueRequest) -> None:
        """Set the page's answers on the locked draft."""
        for name, value in self.get_chosen_address().items():
            setattr(request, name, value)


class LostCardForm(ReissueForm):
    """a) Kayıp / Çalıntı (R112, R113): the address, and a declaration that the old card is gone."""

    declaration = forms.BooleanField(
        label=_("Kartımın elimde olmadığını, bulursam 15 gün içinde Bakanlığa geri vereceğimi beyan ederim"),
        error_messages={"required": _("Devam etmek için beyanı işaretleyin")},
    )


class DataChangeForm(ReissueForm):
    """b) Kişisel Bilgilerde Oluşan Değişiklik (R115-R117): the comparison is confirmed."""

    confirmed = forms.BooleanField(
        label=_("Eski ve yeni bilgilerimi karşılaştırdım; yeni bilgiler doğru"),
        error_messages={"required": _("Bilgileri karşılaştırıp doğruluğunu onaylayın")},
    )


class AdminFaultForm(ReissueForm):
    """c) İdarenin Kusuru (R119-R121)."""

    field_order = ["explanation", "proof", "card_front", "card_back", "where"]

    explanation = TextField(
        label=_("İdare nasıl bir hata yaptı?"),
        help_text=_("Kartta hangi bilginin yanlış olduğunu ve doğrusunu yazın."),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("İdarenin nasıl bir hata yaptığını açıklayın"),
            "min_length": _("Birkaç kelime daha yazın; en az 20 karakter gerekir"),
        },
    )
    proof = UploadField(
        kind="misprint-proof",
        label=_("Hata olduğunu kanıtlayan belge"),
        help_text=_("Doğru bilgiyi gösteren belge, örneğin pasaportunuzun ilgili sayfası."),
        error_messages={"required": _("Hata olduğunu kanıtlayan belgeyi yükleyin")},
    )
    card_front = UploadField(
        kind="card-front-scan",
        label=_("Mevcut kartınızın ön yüzü"),
        error_messages={"required": _("Kartınızın ön yüzünün taramasını yükleyin")},
    )
    card_back = UploadField(
        kind="card-back-scan",
        label=_("Mevcut kartınızın arka yüzü"),
        error_messages={"required": _("Kartınızın arka yüzünün taramasını yükleyin")},
    )

    def load_answers(self) -> dict[str, Any]:
        row = self.request
        kept = {"explanation": row.explanation}
        kept |= {name: getattr(row, f"{name}_id") for name in ("proof", "card_front", "card_back")}
        return super().load_answers() | kept

    def set_answers(self, request: ReissueRequest) -> None:
        super().set_answers(request)
        for name in ("explanation", "proof", "card_front", "card_back"):
            setattr(request, name, self.cleaned_data[name])


REISSUE_FORMS: dict[str, type[ReissueForm]] = {
    ReissueGround.LOST: LostCardForm,
    ReissueGround.DATA_CHANGE: DataChangeForm,
    ReissueGround.ADMIN_FAULT: AdminFaultForm,
}
