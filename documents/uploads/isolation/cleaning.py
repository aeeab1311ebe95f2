"""A PDF without anything that can run, reach out, hide another file or tell where it comes from; its drawing is kept.

ISO 32000-2 leaves room for scripts and actions in many places, so this works from what a page needs, not from a list of
dangers alone: the catalogue keeps a few keys, form fields and notes are drawn into the pages, and every dictionary of
the document loses the forbidden keys. ``has_forbidden`` reads the result again.
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf.sanitize import Sanitizer

from .annotations import list_annotations
from .bounds import MAX_DECODED_STREAM
from .errors import RefusedError

# Whatever can run, reach out, hide another file or tell where the document comes from.
FORBIDDEN_KEYS = frozenset(
    {
        *("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI", "/A"),
        *("/EF", "/EmbeddedFiles", "/AF", "/Metadata", "/PieceInfo", "/XFA"),
        *("/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/Rendition", "/Movie", "/Sound", "/3DD"),
    }
)
# /A means something else in these: attributes of a structure element.
HARMLESS_A_TYPES = frozenset({"/StructElem", "/OBJR", "/MCR"})
# All that a page needs of the document's catalogue; the rest goes, known or not.
CATALOG_KEYS = frozenset({"/Type", "/Version", "/Pages", "/PageLabels", "/Lang", "/OCProperties"})
PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
        *("/Contents", "/Rotate", "/Group", "/UserUnit", "/Tabs"),
    }
)


def open_pdf(content: bytes) -> pikepdf.Pdf:
    """Raises ``RefusedError("encrypted")`` when a password is needed, ``pikepdf.PdfError`` when nothing can be read."""
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=2000,
        flate_max_memory=MAX_DECODED_STREAM,
        run_length_max_memory=MAX_DECODED_STREAM,
        png_max_memory=MAX_DECODED_STREAM,
        tiff_max_memory=MAX_DECODED_STREAM,
    )
    try:
        return pikepdf.open(io.BytesIO(content))  # with the empty password, where there is one
    except pikepdf.PasswordError:
        raise RefusedError("encrypted") from None


def list_dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the document, those inside other objects too; each indirect object is entered once."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            each = waiting.pop()
            if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
                inside = [value for _, value in each.items()]
                yield each
            elif isinstance(each, pikepdf.Array):
                inside = list(each)
            else:
                continue
            waiting += [
                value
                for value in inside
                if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect
            ]


def is_portfolio(pdf: pikepdf.Pdf) -> bool:
    return "/Collection" in pdf.Root and has_attachments(pdf)


def has_attachments(pdf: pikepdf.Pdf) -> bool:
    """Files inside the file, kept at the document or at a note."""
    return any("/EF" in each for each in list_dictionaries(pdf))


def is_dynamic_form(pdf: pikepdf.Pdf) -> bool:
    """An XFA form whose only page in PDF says that another reader is needed."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/XFA" not in form:
        return False
    if bool(pdf.Root.get("/NeedsRendering", False)):
        return True
    fields = form.get("/Fields")
    has_fields = isinstance(fields, pikepdf.Array) and len(fields) > 0
    return not has_fields and len(pdf.pages) == 1


def disarm_pdf(pdf: pikepdf.Pdf) -> None:
    """Draw form fields and notes into the pages, then drop all that is not drawing."""
    turn_fields_into_stamps(pdf)
    pdf.flatten_annotations("screen")
    (
        Sanitizer()
        .remove_javascript()
        .remove_external_access()
        .remove_attachments()
        .remove_multimedia()
        .remove_private_app_data()
        .remove_web_capture()
        .remove_search_index()
        .remove_thumbnails()
        .remove_collection()
        .apply(pdf)
    )
    for key in set(pdf.Root.keys()) - CATALOG_KEYS:
        del pdf.Root[key]
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size", "/ID"}:
        del pdf.trailer[key]
    for page in pdf.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
    for each in list_dictionaries(pdf):
        for key in list_forbidden(each):
            del each[key]
        if isinstance(each, pikepdf.Stream):  # content that would be fetched from another file
            for key in {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
                del each[key]


def drop_hidden_annotations(pdf: pikepdf.Pdf) -> bool:
    """Take out notes and fields of layers that are switched off: some readers show them. Whether there were any."""
    off, dropped = list_hidden_layers(pdf), False
    for page in pdf.pages if off else []:
        notes = page.obj.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            shown = [each for each in notes if not is_hidden(each, off)]
            if len(shown) < len(notes):
                page.obj["/Annots"] = pikepdf.Array(shown)
                dropped = True
    return dropped


def list_hidden_layers(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The layers that are off when the document is opened (ISO 32000-2, 8.11.4.3)."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary) or "/D" not in properties:
        return set()
    off = {each.objgen for each in properties.D.get("/OFF", [])}
    if str(properties.D.get("/BaseState", "/ON")) == "/OFF":
        on = {each.objgen for each in properties.D.get("/ON", [])}
        off |= {each.objgen for each in properties.get("/OCGs", [])} - on
    return off


def is_hidden(annotation: pikepdf.Object, off: set[tuple[int, int]]) -> bool:
    layer = annotation.get("/OC") if isinstance(annotation, pikepdf.Dictionary) else None
    if not isinstance(layer, pikepdf.Dictionary):
        return False
    members = layer.get("/OCGs")
    if members is None:
        return layer.objgen in off
    each_of = list(members) if isinstance(members, pikepdf.Array) else [members]
    return bool(each_of) and all(each.objgen in off for each in each_of)


def turn_fields_into_stamps(pdf: pikepdf.Pdf) -> None:
    """A field that no form lists is shown by some readers and passed over by others; a stamp is shown by all."""
    for page in pdf.pages:
        for annotation in list_annotations(page.obj):
            if str(annotation.get("/Subtype", "")) == "/Widget":
                annotation["/Subtype"] = pikepdf.Name.Stamp
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]


def has_stray_fields(pdf: pikepdf.Pdf) -> bool:
    """Whether a page carries form fields although the document has no form."""
    if "/AcroForm" in pdf.Root:
        return False
    return any(
        str(annotation.get("/Subtype", "")) == "/Widget"
        for page in pdf.pages
        for annotation in list_annotations(page.obj)
    )


def list_forbidden(dictionary: pikepdf.Object) -> list[str]:
    keys = FORBIDDEN_KEYS.intersection(dictionary.keys())
    if "/A" in keys and not is_action(dictionary):
        keys = keys - {"/A"}
    return sorted(keys)


def is_action(dictionary: pikepdf.Object) -> bool:
    """Whether ``/A`` is an action, which always says its kind in ``/S``: fonts and colours may be called A as well."""
    action = dictionary["/A"]
    named_so = str(dictionary.get("/Type", "")) in HARMLESS_A_TYPES
    return not named_so and isinstance(action, pikepdf.Dictionary) and "/S" in action


def save_pdf(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(out, deterministic_id=True, fix_metadata_version=False, preserve_pdfa=False, encryption=False)
    return out.getvalue()


def has_forbidden(content: bytes) -> bool:
    """Whether a rebuilt file would not open without repair or still holds anything that it must not."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as again:
            return any(list_forbidden(each) for each in list_dictionaries(again))
    except pikepdf.PdfError:
        return True
