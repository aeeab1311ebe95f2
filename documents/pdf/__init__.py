"""What every printed paper shares: typefaces, the layout engine with its safeguards, the pen of the ornament."""
