"""The outbox: rows that say what we owe, the delivery of each, and the broker as the fast way to it."""
