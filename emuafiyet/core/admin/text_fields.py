"""What officers type passes the same place as what applicants type: nothing invisible is kept."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models

from emuafiyet.core.fields import TextField

# For a ModelAdmin's ``formfield_overrides``. A slug has a form field of its own, which takes nothing but its letters.
TEXTS: dict[type[models.Field], dict[str, Any]] = {
    models.SlugField: {},
    models.EmailField: {},
    models.URLField: {},
    models.CharField: {"form_class": TextField, "widget": AdminTextInputWidget},
    models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget},
}
