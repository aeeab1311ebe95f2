"""The audit log proves itself: each day's entries under a keyed hash, day upon day, sealed and kept outside too."""
