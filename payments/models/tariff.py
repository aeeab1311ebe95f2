"""Amounts fixed by law, as dated rows: nothing is computed, because only exact payments are accepted (domain 4.1)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import BigIntegerField, CharField, F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _


class TaxCode(models.TextChoices):
    """GİB's tax-type codes; the older 9130 and 9267 belonged to work permits and are never shown (domain 4.3)."""

    FEE = "9280", _("9280 – Harç")
    PAPER = "9268", _("9268 – Değerli kâğıt")


class FeeKind(models.TextChoices):
    HARC = "harc", _("harç")
    HARC_HALF = "harc_half", _("yarım harç (kart yenileme)")
    VALUABLE_PAPER = "valuable_paper", _("değerli kâğıt bedeli")

    @property
    def tax_code(self) -> TaxCode:
        return TaxCode.PAPER if self is FeeKind.VALUABLE_PAPER else TaxCode.FEE


# What two rows must share to exclude each other, as one number: range types give GiST an "equals" for
# free, so no extension is needed. Two different rules meeting in one hash would be refused, never let in.
_RULE = Func(
    Func(
        "kind",
        Value("/"),
        Coalesce(Cast("steps", CharField()), Value("*")),
        Value("/"),
        Coalesce("nationality", Value("*")),
        arg_joiner=" || ",  # in the order of a migration's keywords, or it would be seen as changed for ever
        template="%(expressions)s",
        output_field=CharField(),
    ),
    Value(0),
    function="hashtextextended",
    output_field=BigIntegerField(),
)


class Tariff(models.Model):
    """One amount for one kind of payment over one span of days.

    ``steps`` is the number of yearly fees (1 to 3), empty for valuable paper. A row with a ``nationality``
    (reciprocity, domain 4.2) goes before the one without; amount 0 there means "owes nothing".
    """

    kind = models.CharField(_("tür"), max_length=20, choices=FeeKind.choices)
    steps = models.PositiveSmallIntegerField(_("yıl basamağı"), null=True, blank=True)
    nationality = models.CharField(  # noqa: DJ001 (no nationality is not an empty one)
        _("uyruk"), max_length=3, null=True, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    valid_from = models.DateField(_("geçerlilik başlangıcı"))
    valid_to = models.DateField(_("geçerlilik sonu"), null=True, blank=True)
    amount_kurus = models.PositiveBigIntegerField(_("tutar (kuruş)"))
    source = models.CharField(_("dayanak"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tarife satırı")
        verbose_name_plural = _("tarife satırları")
        ordering = ["-valid_from", "kind", "steps"]
        constraints = [
            ExclusionConstraint(
                name="tariff_rows_never_overlap",
                expressions=[
                    (
                        Func(_RULE, _RULE, Value("[]"), function="int8range", output_field=BigIntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Bu tür, basamak ve uyruk için bu günlerde geçerli başka bir satır var."),
            ),
            models.CheckConstraint(
                name="tariff_steps_fit_kind",
                condition=Q(kind=FeeKind.VALUABLE_PAPER, steps__isnull=True)
                | Q(kind__in=[FeeKind.HARC, FeeKind.HARC_HALF], steps__isnull=False, steps__gte=1, steps__lte=3),
                violation_error_message=_("Harç satırında 1-3 arası yıl basamağı olur, değerli kâğıtta olmaz."),
            ),
            models.CheckConstraint(
                name="tariff_span_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Geçerlilik sonu başlangıçtan önce olamaz."),
            ),
            models.CheckConstraint(
                name="tariff_only_exemptions_are_free",
                condition=Q(amount_kurus__gt=0) | Q(nationality__isnull=False),
                violation_error_message=_("Sıfır tutar yalnız bir uyruğa tanınan muafiyet olabilir."),
            ),
        ]

    def __str__(self) -> str:
        steps = f" × {self.steps}" if self.steps else ""
        return f"{self.get_kind_display()}{steps}, {self.valid_from:%d.%m.%Y}"
