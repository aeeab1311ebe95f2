"""The outside systems of applications: SGK, Göç İdaresi, NVİ."""
