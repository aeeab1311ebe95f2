"""The wizard: a step is a form and a table; the address is application plus step; the session holds nothing."""
