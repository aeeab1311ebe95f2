"""The numbers that stand for a place in Türkiye: SGK workplace and dwelling code (domain 3.2, 3.3)."""

from django.utils.translation import gettext_lazy as _

from .code_field import CodeField


class SgkWorkplaceField(CodeField):
    """The 26-digit SGK workplace number (3.2). Its two control digits are not public and are not computed."""

    separators = ".-/"
    attrs = {"inputmode": "numeric", "data-digits": "26"}
    default_error_messages = {
        "required": _("İşyerinin 26 haneli SGK tescil numarasını yazın"),
        "not_digits": _("SGK tescil numarası yalnız rakamlardan oluşur"),
        "length": _("SGK tescil numarası 26 haneli olmalı; siz %(count)s hane yazdınız"),
        "no_suffix": _(
            "23 hane yazdınız. İşyeri asıl işverense sonuna 000 ekleyin: %(offer)s. "
            "Alt işverense son 3 haneyi SGK’dan öğrenin."
        ),
        "nature": _("SGK tescil numarası 0 ile başlamaz; işvereninizin verdiği numarayla karşılaştırın"),
        "serial": _("SGK tescil numarasının sıra numarası (10-16. haneler) sıfır olamaz"),
        "province": _("SGK numarasının il kodu (17-19. haneler) 001 ile 081 arasında olmalı; siz %(code)s yazdınız"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        self.require_digits(value)
        if len(value) == 23:
            self.refuse("no_suffix", offer=f"{value}000")
        if len(value) != 26:
            self.refuse("length", count=len(value))
        if value[0] == "0":
            self.refuse("nature")
        if not int(value[9:16]):
            self.refuse("serial")
        if not 1 <= int(value[16:19]) <= 81:
            self.refuse("province", code=value[16:19])


class UavtField(CodeField):
    """Mesken kodu: the 10-digit number of a dwelling or workplace in the address database (3.3)."""

    separators = ".-/"
    attrs = {"inputmode": "numeric", "class": "govuk-input--width-10"}
    default_error_messages = {
        "required": _("Mesken kodunu yazın; adres.nvi.gov.tr adresinden öğrenebilirsiniz"),
        "not_digits": _("Mesken kodu yalnız rakamlardan oluşur"),
        "length": _("Mesken kodu 10 hanelidir; siz %(count)s hane yazdınız"),
        "leading_zero": _("Mesken kodu 0 ile başlamaz; adres.nvi.gov.tr adresindeki kodu yazın"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        self.require_digits(value)
        if len(value) != 10:
            self.refuse("length", count=len(value))
        if value[0] == "0":
            self.refuse("leading_zero")
