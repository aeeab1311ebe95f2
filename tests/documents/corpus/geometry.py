"""Pages that are turned, cut, enlarged or of unusual size."""

from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name

from .paper import draw_scan
from .sample import OTHER_COLOURS, pdf_sample
from .scanners import embed_jpeg
from .writing import A4, add_page, make_image_page, make_letter, place, save, write_text


def turned_scan(degrees: int) -> bytes:
    """A scan that the reader turns, so that it stands upright."""
    picture = draw_scan(100, "L").rotate(degrees, expand=True)
    size = (A4[0], A4[1]) if degrees % 180 == 0 else (A4[1], A4[0])
    with pikepdf.new() as pdf:
        image = embed_jpeg(pdf, picture)
        add_page(pdf, place("Im0", 0, 0, *size), size, XObject=Dictionary(Im0=image), Rotate=degrees % 360)
        return save(pdf)


def set_on_page(**entries) -> bytes:
    picture = draw_scan(100, "L")
    return make_image_page(lambda pdf: embed_jpeg(pdf, picture), **entries)


def inherited_facts() -> bytes:
    """Size, turning and fonts stand in the tree of pages, two levels up."""

    def change(pdf: pikepdf.Pdf) -> None:
        tree, pages = pdf.Root.Pages, list(pdf.Root.Pages.Kids)
        branch = pdf.make_indirect(Dictionary(Type=Name.Pages, Parent=tree, Count=len(pages), Kids=Array(pages)))
        tree.Kids = Array([branch])
        tree.MediaBox, tree.Rotate = Array([0, 0, 842, 595]), 90
        tree.Resources = pages[0].Resources
        for page in pages:
            page.Parent = branch
            del page.MediaBox, page.Resources

    return make_letter(change, pages=3)


def sized(width: float, height: float, size: float = 11, repeat: int = 1) -> bytes:
    with pikepdf.new() as pdf:
        content = b""
        for number in range(repeat):
            top = height - 30 * (size / 11) - number * height / repeat
            content += write_text(left=min(60, width / 10), top=top, size=size)
        add_page(pdf, content, (width, height))
        return save(pdf)


def mixed_sizes() -> bytes:
    with pikepdf.new() as pdf:
        for width, height in (A4, A4[::-1], (612, 792), (420, 595), (298, 420)):
            add_page(pdf, write_text((f"{width} x {height}",), left=30, top=height - 60), (width, height))
        return save(pdf)


def blank_between() -> bytes:
    """An empty back side between two written pages, as duplex scanners hand on."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.Contents = pdf.make_stream(b"")
        del pdf.pages[2].obj["/Contents"]

    return make_letter(change, pages=4)


def redrawn_page_of(width: float, height: float) -> bytes:
    """Kept as drawn, of a size that no page may have (ISO 32000-1, annex C): a list in the catalogue has no end.

    Readers draw the page all the same.
    """
    with pikepdf.new() as pdf:
        add_page(pdf, b"0.2 0.3 0.6 rg 0 0 %f %f re f" % (width, height)).obj.MediaBox = Array([0, 0, width, height])
        pdf.Root.ViewerPreferences = Dictionary(Enforce=Array([0, Dictionary(P="x")]))
        content = save(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return content.replace(b"(x) >> ]", b"(x)>>>>>")


SAMPLES = [
    *(pdf_sample(f"turned-{degrees}", partial(turned_scan, degrees)) for degrees in (90, 180, 270)),
    pdf_sample("turned-back-by-minus-90", partial(set_on_page, Rotate=-90)),
    pdf_sample("user-unit", partial(set_on_page, UserUnit=2)),
    pdf_sample("crop-box", partial(set_on_page, CropBox=[30, 580, 500, 830])),
    pdf_sample("crop-box-and-turned", partial(set_on_page, CropBox=[30, 500, 560, 830], Rotate=90)),
    pdf_sample("crop-box-beyond-the-page", partial(set_on_page, CropBox=[-50, -50, 700, 900])),
    pdf_sample("media-box-away-from-zero", partial(set_on_page, MediaBox=[-100, 300, 495, 842])),
    pdf_sample("media-box-without-area", partial(set_on_page, MediaBox=[0, 0, 0, 0])),
    pdf_sample("crop-box-beside-the-page", partial(set_on_page, CropBox=[600, 900, 1000, 1000]), like=set_on_page),
    pdf_sample("page-of-a-point-redrawn", partial(redrawn_page_of, 0.996, 0.996)),
    pdf_sample("page-of-six-metres-redrawn", partial(redrawn_page_of, 17000, 8500)),
    pdf_sample("media-box-upside-down", partial(set_on_page, MediaBox=[595, 842, 0, 0])),
    pdf_sample("inherited-size-and-turning", inherited_facts),
    pdf_sample("receipt-strip", partial(sized, 164, 1100, 5, repeat=12)),
    pdf_sample("plan-a0", partial(sized, 2384, 3370, 40)),
    pdf_sample("label", partial(sized, 170, 85, 5), tolerance=OTHER_COLOURS),
    pdf_sample("landscape", partial(sized, 842, 595)),
    pdf_sample("poster-strip", partial(sized, 1700, 420, 20)),
    pdf_sample("mixed-sizes", mixed_sizes),
    pdf_sample("blank-back-sides", blank_between),
    pdf_sample("60-pages", partial(make_letter, pages=60)),
    pdf_sample("61-pages", partial(make_letter, pages=61), "too_many_pages"),
]
