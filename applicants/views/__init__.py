"""Pages of people: sign-in, inbox and account."""
