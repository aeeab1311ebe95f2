"""Termination and new card: their transitions, guards, effects and forms."""
