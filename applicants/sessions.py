"""Database sessions that carry their applicant in a column. The session holds who is signed in and nothing else."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

APPLICANT_KEY = "applicant"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.applicant_id = data.get(APPLICANT_KEY)
        return session
