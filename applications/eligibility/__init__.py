"""Who may apply, for how long, for how much, and the last days."""
