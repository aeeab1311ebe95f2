"""What ``manage.py doctor`` tries: one table of checks, and the function that runs them."""

from .running import Result, run_checks
from .table import CHECKS

__all__ = ["CHECKS", "Result", "run_checks"]
