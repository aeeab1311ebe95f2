"""Tiles and lists that applicants read: applications, timeline, card tracking, calendar file."""
