"""The profile: four wizard pages answered once per person (guide 2)."""
