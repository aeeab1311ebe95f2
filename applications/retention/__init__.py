"""What is destroyed when, and what stands in the way of an erasure."""
