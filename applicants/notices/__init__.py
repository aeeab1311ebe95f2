"""What the portal tells a person, in the inbox and by mail."""
