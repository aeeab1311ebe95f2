"""Every page's form by the page's slug."""

from ..profile.education_form import EducationForm
from ..profile.passport_form import PassportForm
from ..profile.profile_forms import ContactForm, PersonalForm
from ..questionnaire.base_forms import PageForm
from .consent_and_documents import AdditionalForm, ConsentForm, SupportingForm
from .work import WorkForm

PROFILE_FORMS: dict[str, type[PageForm]] = {
    "kisisel": PersonalForm,
    "iletisim": ContactForm,
    "pasaport": PassportForm,
    "egitim": EducationForm,
}
PAGE_FORMS: dict[str, type[PageForm]] = {
    "riza": ConsentForm,
    "isyeri": WorkForm,
    "kanitlayici-belgeler": SupportingForm,
    "ek-belgeler": AdditionalForm,
}
