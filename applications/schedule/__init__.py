"""The clock: one table of what happens by itself, one function that runs it. Pages read the last days themselves."""

from .jobs import JOBS, Job
from .running import run, run_due

__all__ = ["JOBS", "Job", "run", "run_due"]
