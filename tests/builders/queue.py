"""Permissions of officers at the queue."""

MAY = ("view_application", "decide_application")


SENIOR = (*MAY, "decide_objection", "assign_application")
