"""The tables of papers: files handed in and certificates handed out."""

from .upload import Upload

__all__ = ["Upload"]
