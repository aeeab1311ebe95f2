"""How officers get in: password, code, and what is asked of them before the desk opens."""
