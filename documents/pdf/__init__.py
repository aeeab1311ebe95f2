"""What every printed document shares: typefaces, the layout engine with its safeguards, drawing."""
