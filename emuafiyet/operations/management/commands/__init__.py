"""The commands themselves: ``doctor``, ``backup``, ``restore`` and ``verify_backup``."""
