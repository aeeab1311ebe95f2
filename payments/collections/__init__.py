"""Money that came in: the daily feed, bank files, matching and what is done by hand."""
