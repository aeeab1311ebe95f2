"""The account: its e-mail address and how it changes."""
