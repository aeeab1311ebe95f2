"""Documents that the portal issues: certificate, letter, seal, verification."""
