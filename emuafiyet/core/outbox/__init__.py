"""What we owe: rows, their delivery, and the tasks that deliver."""
