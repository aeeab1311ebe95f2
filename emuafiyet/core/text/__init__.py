"""Characters, spellings and the order of words."""
