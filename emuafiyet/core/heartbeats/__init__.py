"""Signs of life of workers, beat and the deliverer."""
