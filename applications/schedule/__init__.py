"""The schedule: one table of what happens by itself, one function that runs it. Pages read the last days themselves."""

from .jobs import JOBS, Job
from .running import run_due_jobs, run_job

__all__ = ["JOBS", "Job", "run_due_jobs", "run_job"]
