"""The catalogue: data files, how they are loaded, and how pages read them."""
