"""How applicants come in: codes, e-Devlet, passport, consular reference; their sessions and devices."""
