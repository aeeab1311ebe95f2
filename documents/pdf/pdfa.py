"""One file that is PDF/A-3a and PDF/UA-1 at once: what the layout engine leaves to whoever wants both.

Public standards: ISO 19005-3 (archiving), ISO 14289-1 (accessibility).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

VARIANT = "pdf/a-3a"
PDFA_OPTIONS: Mapping[str, Any] = {"pdf_variant": VARIANT, "pdf_tags": True}

# Conformance A promises that the file says so itself; a property from outside PDF/A must bring its schema along.
_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which this file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END = b"</rdf:RDF>"


def finish_pdfa(pdf: Any) -> None:
    """Say in the metadata that the file is accessible, let readers show its title, name each attachment once."""
    import pydyf  # noqa: PLC0415 - loads native libraries, as in engine.py

    metadata = _object(pdf, pdf.catalog["Metadata"])
    whole = b"".join(each if isinstance(each, bytes) else str(each).encode() for each in metadata.stream)
    head, end, tail = whole.partition(_END)
    if not end:
        raise ValueError("the metadata hold no description to extend")
    metadata.stream = [head + _ACCESSIBLE + end + tail]
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


def build_attachment(name: str, content: bytes, description: str, at: datetime) -> Any:
    """A file inside the file, for machines. ``at`` and not the clock: the same facts give the same bytes."""
    from weasyprint import Attachment  # noqa: PLC0415 - loads native libraries, as in engine.py

    moment = at.astimezone(UTC)
    return Attachment(
        file_obj=_BytesSource(content),
        name=name,
        description=description,
        created=moment,
        modified=moment,
        relationship="Data",
    )


class _BytesSource:
    """Read once by the engine, which closes nothing that it was given."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, *_size: int) -> bytes:
        content, self._content = self._content, b""
        return content
