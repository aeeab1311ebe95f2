"""The tables of papers: files handed in and certificates handed out."""

from .certificate import Certificate
from .upload import Upload

__all__ = ["Certificate", "Upload"]
