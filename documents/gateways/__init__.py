"""The outside systems of papers: PTT and the national address database."""
