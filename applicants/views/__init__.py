"""Pages of people: the doors and the inbox."""
