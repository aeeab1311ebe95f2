"""Registers the ground that every app stands on, for its commands; it has no tables of its own."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "emuafiyet.core"
    label = "core"
