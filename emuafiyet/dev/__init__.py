"""What the two commands need: Debian's packages, private services, the supervisor."""
