"""The life of an application: one table of transitions, their guards and effects, one engine."""
