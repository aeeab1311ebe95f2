"""Public pages: home, eligibility, checklist, questions, errors."""
