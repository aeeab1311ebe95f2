"""The tables of papers: files handed in, certificates and cards handed out."""

from .card import Card
from .certificate import Certificate
from .page_images import PageImages
from .upload import Upload

__all__ = ["Card", "Certificate", "PageImages", "Upload"]
