"""The outside system of payments: GİB."""
