"""The schedule: one table of what happens by itself, one function that runs it. Pages read the last days themselves."""

from .jobs import JOBS, Job
from .run_jobs import list_due_jobs, run_job

__all__ = ["JOBS", "Job", "list_due_jobs", "run_job"]
