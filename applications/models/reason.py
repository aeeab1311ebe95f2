"""Ready-made reasons that officers choose from, each in every language of the portal (domain 1.4, 4.2 of the guide)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReasonTemplate(models.Model):
    """One reason in plain words. Officers choose it by its Turkish title; the applicant reads it in their language.

    Editing one changes what is sent from then on: what was sent stands in the application and its notices.
    """

    class Use(models.TextChoices):
        REVISION = "revision", _("revizyon")
        REJECTION = "rejection", _("ret")
        DISMISSAL = "dismissal", _("itirazın reddi")
        CANCELLATION = "cancellation", _("iptal")
        REFUSAL = "refusal", _("sonlandırma talebinin reddi")
        FINDING = "finding", _("karttaki hataya ilişkin tespit")

    class About(models.TextChoices):
        """What a reason for revision fits: it is offered there alone."""

        ANYTHING = "", _("her şey")
        ANSWER = "answer", _("bilgi")
        DOCUMENT = "document", _("belge")
        PHOTO = "photo", _("fotoğraf")

    slug = models.SlugField(primary_key=True, max_length=60)
    use = models.CharField(_("kullanıldığı karar"), max_length=15, choices=Use.choices)
    about = models.CharField(_("konusu"), max_length=10, choices=About.choices, blank=True)
    # A ``RejectionGround`` for rejections, a ``CancellationGround`` for cancellations: chosen with another ground
    # it is refused.
    ground = models.CharField(_("neden"), max_length=20, blank=True)
    title = models.CharField(_("başlık (görevliler görür)"), max_length=120)
    text_tr = models.TextField(_("Türkçe metin"), max_length=2000)
    text_en = models.TextField(_("İngilizce metin"), max_length=2000)
    text_ru = models.TextField(_("Rusça metin"), max_length=2000, blank=True)
    text_ar = models.TextField(_("Arapça metin"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(_("sıra"), default=0)
    enabled = models.BooleanField(_("kullanımda"), default=True)
    # Set by the first change in the admin: from then on the file of the program no longer writes here.
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("hazır gerekçe")
        verbose_name_plural = _("hazır gerekçeler")
        ordering = ["use", "order", "slug"]
        constraints = [
            models.CheckConstraint(name="reason_in_two_languages_at_least", condition=~Q(text_tr="") & ~Q(text_en=""))
        ]

    def __str__(self) -> str:
        return self.title

    def get_text(self, language: str) -> str:
        """The reason for a reader of ``language``; one that is not there in it reads English."""
        return getattr(self, f"text_{language}", "") or self.text_en
