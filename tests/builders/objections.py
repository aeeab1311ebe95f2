"""An applicant who objects."""

from django.test import Client
from django.urls import reverse

from applications.models import Application


def page(case: Application) -> str:
    return reverse("objection", args=[case.pk])


def read_reason(browser: Client, case: Application) -> None:
    assert browser.post(page(case), {"reason_read": "on"}).headers["Location"] == page(case)
