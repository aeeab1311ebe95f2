"""People: who a person is, how they sign in and how we reach them."""
