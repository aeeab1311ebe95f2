"""What officers read is words as well, in both of their languages; no kind of notice is left out of the check."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from applicants.models import Notice, Officer
from applicants.notices import inbox
from applications.admin.notices import NOTICE_KINDS
from applications.casework import queue
from applications.models import Application, CategoryVersion
from applications.models.requests import ReissueGround
from applications.models.status import Status
from tests.builders.page_words import LANGUAGES, raw, unread, words_of
from tests.staff import at_the_desk

from . import cases
from .holders import ask_for_the_end, hand_over, holder_of_a_card, sent_reissue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

OFFICERS = ("tr", "en")
# What an account is told, with what the code gives each of them.
ACCOUNT = {
    "new_device": {"at": timezone.now(), "device": "Firefox, Android"},
    "email_changed": {"at": timezone.now()},
    "email_changed_old": {"at": timezone.now()},
    "email_locked": {"until": timezone.now()},
    "phone_changed": {"at": timezone.now(), "url": "https://x.example/"},
    "export_ready": {},
}
# One-time codes and the answers to an address without an account are mailed but are no notices.
CODES = {"code", "code_confirm", "code_email_new", "code_email_old", "no_account", "email_taken"}
TO_OFFICERS = {"officer_account_changed", "officer_password_link"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_about_an_account_is_words(language: str) -> None:
    person = cases.person(language=language, profile=False)
    for kind, context in ACCOUNT.items():
        inbox.write_notice(kind, applicant=person, dedupe_key=kind, context=context)
    assert unread() == []


def test_every_mail_is_one_of_the_known_kinds() -> None:
    """A letter that is added shows up on the desk's list of kinds and in these checks."""
    written = {path.stem for path in Path(settings.BASE_DIR, "templates", "mail").glob("*.txt")}
    assert written == set(NOTICE_KINDS) | CODES | TO_OFFICERS
    assert set(ACCOUNT) <= set(NOTICE_KINDS)


def addresses() -> list[str]:
    """Every list of the desk, and of each list the first row's own page."""
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        try:
            found.append(reverse(f"admin:{name}_changelist"))
        except NoReverseMatch:
            continue
        first = model._default_manager.order_by("-pk").first()
        # A category's version shows its rules as they were frozen, word by word of their JSON.
        if first is not None and model not in (Application, CategoryVersion):
            found.append(reverse(f"admin:{name}_change", args=[first.pk]))
    return found


def test_every_page_of_the_desk_is_words() -> None:
    officer = Officer.objects.create_superuser("hepsi", password="x")
    rows = {status: make() for status, make in cases.IN_STATUS.items() if status != Status.DRAFT}
    holder = holder_of_a_card()
    hand_over(holder)
    sent_reissue(holder, ReissueGround.ADMIN_FAULT)
    ask_for_the_end(holder)
    Notice.objects.filter(pk=Notice.objects.first().pk).update(promise_state="dead", unreached_at=timezone.now())
    base = reverse("admin:applications_application_changelist")
    pages = addresses()
    pages += [f"{base}?masa={key}" for key, *_ in queue.list_desks(officer)]
    pages += [reverse("admin:review", args=[case.pk]) for case in (*rows.values(), holder)]
    desk, told, seen = at_the_desk(officer), {}, 0
    for language in OFFICERS:
        desk.cookies["language"] = language
        for there in pages:
            answer = desk.get(there, follow=True)
            if answer.status_code != 200:
                told[there] = [str(answer.status_code)]
                continue
            seen += 1
            # "None" is an English word; where a value is missing, the Turkish page says it as well.
            if found := [each for each in raw(words_of(answer.text)) if (each, language) != ("None", "en")]:
                told[there, language] = found
    assert told == {}
    assert seen > 60
