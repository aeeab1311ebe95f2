"""Pages of questions, shared by profile and wizard."""
