"""Outside systems: their names, one circuit breaker for each, and the one way to call them."""
