"""The tables of papers: files handed in, certificates and cards handed out."""

from .card import Card
from .certificate import Certificate
from .upload import Upload

__all__ = ["Card", "Certificate", "Upload"]
