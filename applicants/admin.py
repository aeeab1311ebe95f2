"""Officers' accounts in the admin. Applicants are not edited by anybody."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from .models import Officer


@admin.register(Officer)
class OfficerAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    show_full_result_count = False
