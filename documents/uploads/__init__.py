"""Files that people hand in: their rules, the form field that takes them, the check in isolation, their pages."""
