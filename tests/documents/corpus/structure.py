"""Sound documents in every construction that the format knows: versions, tables, revisions, trees, layers, graphics."""

import io
import re
import zlib
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from .sample import OTHER_COLOURS, OTHER_FONT, pdf_sample
from .writing import PAGE, add_page, form_xobject, make_letter, save, write_text


def of_version(version: str) -> bytes:
    return make_letter(force_version=version)


def read_objects(content: bytes) -> dict[int, bytes]:
    """The bodies of the objects in a plain file, by number."""
    return {int(number): body for number, body in re.findall(rb"(?s)(\d+) 0 obj\n(.*?)\nendobj", content)}


def write_table(objects: dict[int, bytes], head: bytes = b"%PDF-1.5\n", trailer: bytes = b"") -> bytes:
    """A file with a table of offsets; one section for each run of numbers."""
    out, places = head, {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    size = max(objects) + 1
    out += b"xref\n0 1\n0000000000 65535 f \n" + rows
    return out + b"trailer << /Root 1 0 R /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def hybrid() -> bytes:
    """As Word saves: a table for old readers, and a stream that adds what they cannot see (here the pages' words)."""
    objects = read_objects(make_letter())
    number = max(objects)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
    packed = b"%d 0 " % (number + 1) + font
    first = len(b"%d 0 " % (number + 1))
    objects[number + 2] = b"<< /Type /ObjStm /N 1 /First %d /Length %d >>\nstream\n%b\nendstream" % (
        first,
        len(packed),
        packed,
    )
    page = next(each for each, body in objects.items() if b"/Type /Page " in body)
    objects[page] = re.sub(rb"/F1 <<.*?>>", b"/F1 %d 0 R" % (number + 1), objects[page])
    body, places = b"%PDF-1.5\n", {}
    for each, text in sorted(objects.items()):
        places[each] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (each, text)
    stream_at = len(body)
    entry = bytes([2]) + (number + 2).to_bytes(4, "big") + bytes([0])
    body += (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 1] /Index [%d 1] /Root 1 0 R /Length %d >>\nstream\n%b\nendstream\n"
        b"endobj\n" % (number + 3, number + 4, number + 1, len(entry), entry)
    )
    start = len(body)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (each, place) for each, place in places.items())
    rows += b"%d 1\n0000000000 65535 f \n" % (number + 1)
    body += b"xref\n0 1\n0000000000 65535 f \n" + rows
    body += b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (number + 4, start)
    last = b"xref\n0 0\ntrailer << /Root 1 0 R /Size %d /Prev %d /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n"
    return body + last % (number + 4, start, stream_at, len(body))


def three_revisions() -> bytes:
    """Text, then a stamp, then a corrected text: each time a part is put at the end of the file."""
    content = make_letter()
    objects = read_objects(content)
    page = next(each for each, body in objects.items() if b"/Type /Page " in body)
    place = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    number = max(objects) + 1
    for text in ("Ikinci hali", "Üçüncü ve son hali"):
        words = write_text((text, "Önceki metin gecersizdir."))
        changed = re.sub(rb"/Contents \d+ 0 R", b"/Contents %d 0 R" % number, objects[page])
        parts = {page: changed, number: b"<< /Length %d >>\nstream\n%bendstream" % (len(words), words)}
        rows, body = b"", b""
        for each, text_of in parts.items():
            rows += b"%d 1\n%010d 00000 n \n" % (each, len(content) + len(body))
            body += b"%d 0 obj\n%b\nendobj\n" % (each, text_of)
        start = len(content) + len(body)
        trailer = b"trailer << /Root 1 0 R /Size %d /Prev %d >>" % (number + 1, place)
        content += body + b"xref\n" + rows + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start
        place, number = start, number + 1
    return content


def deep_tree() -> bytes:
    """Six pages in a tree of three levels, as large programs build it."""

    def change(pdf: pikepdf.Pdf) -> None:
        level = [page.obj for page in pdf.pages]
        while len(level) > 1:
            above = []
            for start in range(0, len(level), 3):
                kids = level[start : start + 3]
                count = sum(int(kid.get("/Count", 1)) for kid in kids)
                node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(kids), Count=count))
                for kid in kids:
                    kid.Parent = node
                above.append(node)
            level = above
        pdf.Root.Pages = level[0]

    return make_letter(change, pages=6)


def content_in_pieces() -> bytes:
    """The drawing commands lie in several streams, cut between any two words."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        words = page.Contents.read_bytes().split(b"\n")
        page.Contents = Array([pdf.make_stream(b"\n".join(words[at : at + 2])) for at in range(0, len(words), 2)])

    return make_letter(change)


def layered(on: bool) -> bytes:
    """Optional content: a layer with a stamp which is shown or not, and one that is always hidden."""
    with pikepdf.new() as pdf:
        groups = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("Damga", "Taslak")]
        content = write_text()
        content += b"/OC /L0 BDC 1 0 0 rg BT /F1 40 Tf 100 200 Td (DAMGA) Tj ET EMC\n"
        content += b"/OC /L1 BDC 0 0 1 rg BT /F1 40 Tf 100 120 Td (TASLAK) Tj ET EMC\n"
        add_page(pdf, content, PAGE, Properties=Dictionary(L0=groups[0], L1=groups[1]))
        off = [groups[1]] if on else groups
        pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(off), Order=Array(groups)))
        return save(pdf, min_version="1.5")


def layered_parts() -> bytes:
    """A form and an image that belong to layers; one layer is hidden."""
    with pikepdf.new() as pdf:
        groups = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("Acik", "Kapali")]
        stamps = [
            form_xobject(pdf, b"BT /F1 30 Tf 0 10 Td (%b) Tj ET" % word, (0, 0, 300, 50), OC=group)
            for word, group in zip((b"GORUNUR", b"GORUNMEZ"), groups, strict=True)
        ]
        content = write_text() + b"q 1 0 0 1 80 180 cm /A Do Q q 1 0 0 1 80 100 cm /B Do Q\n"
        add_page(pdf, content, PAGE, XObject=Dictionary(A=stamps[0], B=stamps[1]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(groups[1:])))
        return save(pdf, min_version="1.5")


def see_through() -> bytes:
    """Transparency: a watermark at one fifth, blended over the words, and a soft mask that fades."""
    with pikepdf.new() as pdf:
        fade = Dictionary(
            ShadingType=2,
            ColorSpace=Name.DeviceGray,
            Coords=[0, 0, 595, 0],
            Function=Dictionary(FunctionType=2, Domain=[0, 1], C0=[0], C1=[1], N=1),
        )
        group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        mask = form_xobject(pdf, b"/Sh sh", (0, 0, 595, 842), Group=group, Resources=Dictionary(Shading={"/Sh": fade}))
        states = Dictionary(
            Faint=Dictionary(ca=0.2, BM=Name.Multiply),
            Fading=Dictionary(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=mask)),
        )
        content = write_text() + b"q /Faint gs 1 0 0 rg BT /F1 60 Tf 60 340 Td (KOPYA) Tj ET Q\n"
        content += b"q /Fading gs 0 0 0.7 rg 60 60 475 150 re f Q\n"
        add_page(pdf, content, PAGE, ExtGState=states)
        return save(pdf, min_version="1.4")


def state_called_a() -> bytes:
    """A transparency whose name is that of an action's key."""
    with pikepdf.new() as pdf:
        add_page(pdf, b"/A gs 0.3 g 60 100 300 150 re f", PAGE, ExtGState=Dictionary(A=Dictionary(ca=0.83)))
        return save(pdf)


def shaded_and_patterned() -> bytes:
    with pikepdf.new() as pdf:
        sunset = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0.9, 0.4], C1=[0.3, 0, 0.5], N=1)
        shading = {
            "/Axial": Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[60, 0, 535, 0], Function=sunset),
            "/Radial": Dictionary(
                ShadingType=3, ColorSpace=Name.DeviceRGB, Coords=[400, 100, 10, 400, 100, 80], Function=sunset
            ),
        }
        tile = pdf.make_stream(b"0.2 0.5 0.2 rg 4 4 28 28 re f")
        tile.update({"/Type": Name.Pattern, "/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/XStep": 40})
        tile.update({"/YStep": 40, "/BBox": Array([0, 0, 40, 40]), "/Resources": Dictionary()})
        content = write_text() + b"q 60 200 475 60 re W n /Axial sh Q q /Radial sh Q\n"
        content += b"/Pattern cs /P0 scn 60 40 110 80 re f\n"
        add_page(pdf, content, PAGE, Shading=Dictionary(shading), Pattern=Dictionary(P0=tile))
        return save(pdf)


def drawn_letters() -> bytes:
    """A font whose letters are small drawings (Type 3), as bar code programs and old TeX make it."""
    with pikepdf.new() as pdf:
        bars = {
            f"/d{digit}": pdf.make_stream(
                b"600 0 d0 "
                + b"".join(b"%d 0 40 900 re " % (60 * bar) for bar in range(9) if 1 << bar & 77 * digit)
                + b"f"
            )
            for digit in range(10)
        }
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, 600, 900],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            FirstChar=48,
            LastChar=57,
            Widths=[600] * 10,
            CharProcs=Dictionary(bars),
            Encoding=Dictionary(Type=Name.Encoding, Differences=[48, *(Name(each) for each in bars)]),
            Resources=Dictionary(),
        )
        page = add_page(pdf, write_text() + b"BT /T3 60 Tf 60 150 Td (2606011234) Tj ET\n", PAGE)
        page.obj.Resources.Font.T3 = pdf.make_indirect(font)
        return save(pdf)


def many_inks() -> bytes:
    """Print colours: CMYK, and a spot colour."""
    with pikepdf.new() as pdf:
        spot = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.9, 0.8, 0.1], N=1)
        spaces = Dictionary(Spot=Array([Name.Separation, Name("/PANTONE 186 C"), Name.DeviceCMYK, spot]))
        content = b"0.9 0.6 0 0.2 k 60 150 150 100 re f /Spot cs 0.8 scn 230 150 150 100 re f\n"
        content += b"0 0 0 1 k\n" + write_text()
        add_page(pdf, content, PAGE, ColorSpace=spaces)
        return save(pdf)


def outlined() -> bytes:
    """Bookmarks, page labels, named places, article threads: nothing of it is drawn."""

    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(f"Bölüm {number + 1}", number) for number in range(3))
        pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.r), 1, Dictionary(S=Name.D, P="A-")])
        place = Array([pdf.pages[1].obj, Name.Fit])
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=["giris", place]))
        pdf.Root.ViewerPreferences = Dictionary(HideToolbar=True, FitWindow=True)
        pdf.Root.PageMode = Name.UseOutlines

    return make_letter(change, pages=3)


def shared_parts() -> bytes:
    """One drawing for the head of all pages, used again and again."""
    with pikepdf.new() as pdf:
        head = form_xobject(
            pdf, b"0.85 g 0 0 595 60 re f 0 g BT /F1 20 Tf 40 20 Td (ORNEK A.S.) Tj ET", (0, 0, 595, 60)
        )
        for number in range(3):
            content = b"q 1 0 0 1 0 361 cm /Head Do Q\n" + write_text((f"Sayfa {number + 1}",), top=300)
            add_page(pdf, content, PAGE, XObject=Dictionary(Head=head))
        return save(pdf)


def packed_twice() -> bytes:
    """Content that is compressed, then written as hexadecimal digits."""

    def change(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].obj.Contents
        data = zlib.compress(contents.read_bytes()).hex().encode() + b">"
        contents.write(data, filter=Array([Name.ASCIIHexDecode, Name.FlateDecode]))

    return make_letter(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def with_many_objects() -> bytes:
    with pikepdf.open(io.BytesIO(make_letter())) as pdf:
        pdf.Root.PieceInfo = Array([pdf.make_indirect(Dictionary(N=number)) for number in range(8_000)])
        return save(pdf, object_stream_mode=ObjectStreamMode.generate)


SAMPLES = [
    *(pdf_sample(f"version-{each}", partial(of_version, each)) for each in ("1.3", "1.4", "1.7", "2.0")),
    pdf_sample("linearised", partial(make_letter, pages=4, linearize=True)),
    pdf_sample("object-streams", partial(make_letter, pages=3, object_stream_mode=ObjectStreamMode.generate)),
    pdf_sample("hybrid-table-and-stream", hybrid),
    pdf_sample("three-revisions", three_revisions),
    pdf_sample("deep-tree-of-pages", deep_tree),
    pdf_sample("content-in-pieces", content_in_pieces),
    pdf_sample("layer-shown", partial(layered, on=True), tolerance=OTHER_FONT),
    pdf_sample("layers-hidden", partial(layered, on=False)),
    pdf_sample("layers-of-parts", layered_parts, tolerance=OTHER_FONT),
    pdf_sample("transparency", see_through),
    pdf_sample("transparency-called-a", state_called_a),
    pdf_sample("shadings-and-pattern", shaded_and_patterned, tolerance=OTHER_COLOURS),
    pdf_sample("letters-as-drawings", drawn_letters),
    pdf_sample("print-colours", many_inks, tolerance=OTHER_COLOURS),
    pdf_sample("bookmarks-and-labels", outlined),
    pdf_sample("shared-head-of-pages", shared_parts),
    pdf_sample("content-packed-twice", packed_twice),
    pdf_sample("8000-objects", with_many_objects),
]
