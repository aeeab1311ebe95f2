"""Database sessions that carry their applicant in a column. The session holds who is signed in, or how
far they are on the way in, and nothing else."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

APPLICANT_KEY = "applicant"
# On the way in: the code asked for, the arrival whose e-mail is proven, the page to go to.
CODE_KEY = "code"
PROVEN_KEY = "proven_arrival"
NEXT_KEY = "next"
KEYS = (APPLICANT_KEY, CODE_KEY, PROVEN_KEY, NEXT_KEY)


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.applicant_id = data.get(APPLICANT_KEY)
        return session
