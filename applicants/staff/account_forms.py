"""What an administrator fills in: a new account, other roles, another address. Each becomes a proposal."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.fields import EmailField, TextField

from ..models import Officer
from .account_changes import explain_role_conflict


class RolesForm(forms.Form):
    roles = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Roller"),
        queryset=Group.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_roles(self) -> Any:
        roles = self.cleaned_data["roles"]
        if reason := explain_role_conflict(roles):
            raise forms.ValidationError(reason)
        return roles

    def build_details(self) -> dict[str, Any]:
        return {"roles": sorted(role.name for role in self.cleaned_data["roles"])}


class EmailForm(forms.Form):
    email = EmailField(label=gettext_lazy("E-posta adresi"), max_length=254)

    def build_details(self) -> dict[str, Any]:
        return {"email": self.cleaned_data["email"]}


class NewAccountForm(RolesForm):
    username = TextField(label=gettext_lazy("Kullanıcı adı"), max_length=150, validators=[UnicodeUsernameValidator()])
    first_name = TextField(label=gettext_lazy("Ad"), max_length=150)
    last_name = TextField(label=gettext_lazy("Soyadı"), max_length=150)
    email = EmailField(label=gettext_lazy("E-posta adresi"), max_length=254)

    field_order = ("username", "first_name", "last_name", "email", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if Officer.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Bu kullanıcı adı alınmış."))
        return username

    def build_details(self) -> dict[str, Any]:
        words = {name: self.cleaned_data[name] for name in ("username", "first_name", "last_name", "email")}
        return {**words, **super().build_details()}
