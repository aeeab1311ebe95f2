"""Browsers of applicants and officers who are signed in."""

from django.contrib.auth.models import Permission
from django.test import Client

from applicants.models import Applicant, Officer
from applicants.sign_in.sessions import APPLICANT_KEY, SessionStore
from tests.applications import cases
from tests.staff import at_the_desk


def signed_in(applicant: Applicant) -> Client:
    """A browser that has come in by a door."""
    client = Client(headers={"host": "localhost"})
    session = SessionStore()
    session[APPLICANT_KEY] = str(applicant.pk)
    session.create()
    client.cookies["session"] = session.session_key
    return client


def reviewer(*permissions: str) -> tuple[Officer, Client]:
    officer = cases.officer()
    officer.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return officer, at_the_desk(officer)
