"""What the portal needs from the machine itself: which Debian packages are missing, and how to get them.

Standard library only: it runs with the system's Python before there is a virtual environment
(``python3 -I emuafiyet/dev/packages.py prepare run``). Nobody is ever asked a question. As root, or with a
sudo that needs no password, packages are installed; otherwise they are downloaded and unpacked under
``var/debian``, where the Makefile and emuafiyet/dev/services.py look for them.
"""

import argparse
import ctypes.util
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNPACK_FOLDER = ROOT / "var" / "debian"
MINIMUM_POSTGRESQL = 15


def print_line(text: str) -> None:
    print(text, flush=True)


def find_postgresql_bin() -> Path | None:
    """The folder of the newest PostgreSQL server programs, None when there are none new enough."""
    found = [
        (int(folder.parent.name), folder)
        for base in (Path("/"), UNPACK_FOLDER)
        for folder in base.glob("usr/lib/postgresql/*/bin")
        if folder.parent.name.isdigit() and (folder / "postgres").exists() and (folder / "initdb").exists()
    ]
    version, folder = max(found, default=(0, None), key=lambda pair: pair[0])
    return folder if version >= MINIMUM_POSTGRESQL else None


def find_program(name: str) -> str | None:
    elsewhere = (UNPACK_FOLDER / "usr" / "bin", UNPACK_FOLDER / "usr" / "sbin", Path("/usr/sbin"))
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, elsewhere)))


def find_library(soname: str) -> bool:
    return ctypes.util.find_library(soname) is not None or any(UNPACK_FOLDER.glob(f"usr/lib/*/lib{soname}.so.*"))


def find_typeface(name: str) -> bool:
    return any(any((base / "usr/share/fonts").rglob(name)) for base in (Path("/"), UNPACK_FOLDER))


def find_jar(name: str) -> bool:
    return any((base / "usr/share/java" / f"{name}.jar").exists() for base in (Path("/"), UNPACK_FOLDER))


def find_spreadsheet_program() -> bool:
    return any((base / "usr/lib/libreoffice/program/libsclo.so").exists() for base in (Path("/"), UNPACK_FOLDER))


def has_pip_for_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None or any(
        UNPACK_FOLDER.glob("usr/share/python-wheels/pip-*.whl")
    )


@dataclass(frozen=True)
class RequiredPackage:
    package: str
    why: str
    present: Callable[[], bool]
    for_tests_only: bool = False


REQUIRED_PACKAGES = (
    RequiredPackage("python3-venv", "the virtual environment", has_pip_for_venv),
    RequiredPackage("postgresql", "the database (15 or newer)", lambda: find_postgresql_bin() is not None),
    RequiredPackage("redis-server", "the task queue's broker", lambda: find_program("redis-server") is not None),
    RequiredPackage("libpango-1.0-0", "text in PDF files", lambda: find_library("pango-1.0")),
    RequiredPackage("libpangoft2-1.0-0", "text in PDF files", lambda: find_library("pangoft2-1.0")),
    RequiredPackage(
        "libharfbuzz-subset0", "PDF files 24 times slower without it", lambda: find_library("harfbuzz-subset")
    ),
    RequiredPackage("libseccomp2", "the walls around files that people hand in", lambda: find_library("seccomp")),
    RequiredPackage(
        "fonts-liberation", "text of PDF files without typefaces", lambda: find_typeface("LiberationSans-Regular.ttf")
    ),
    RequiredPackage("fonts-dejavu-core", "the same in Arabic", lambda: find_typeface("DejaVuSans.ttf")),
    RequiredPackage(
        "fonts-droid-fallback", "the same in East Asian scripts", lambda: find_typeface("DroidSansFallbackFull.ttf")
    ),
    RequiredPackage("nginx-light", "the proxy", lambda: bool(find_program("nginx")), for_tests_only=True),
    RequiredPackage(
        "chromium-headless-shell",
        "the browser journeys",
        lambda: bool(find_program("chromium-headless-shell")),
        for_tests_only=True,
    ),
    RequiredPackage(
        "default-jre-headless", "checking PDF files", lambda: bool(find_program("java")), for_tests_only=True
    ),
    RequiredPackage("libjaxb-java", "checking PDF files", lambda: find_jar("jaxb-runtime"), for_tests_only=True),
    RequiredPackage("qpdf", "checking PDF files", lambda: find_program("qpdf") is not None, for_tests_only=True),
    RequiredPackage(
        "poppler-utils", "a second reader for PDF files", lambda: bool(find_program("pdftoppm")), for_tests_only=True
    ),
    RequiredPackage(
        "ghostscript", "PDF files as printers make them", lambda: bool(find_program("gs")), for_tests_only=True
    ),
    RequiredPackage(
        "libreoffice-writer-nogui",
        "PDF files as offices make them",
        lambda: any((base / "usr/lib/libreoffice/program/libswlo.so").exists() for base in (Path("/"), UNPACK_FOLDER)),
        for_tests_only=True,
    ),
    RequiredPackage(
        "softhsm2", "sealing with a key in a token", lambda: bool(find_program("softhsm2-util")), for_tests_only=True
    ),
    RequiredPackage(
        "libreoffice-calc-nogui", "spreadsheets as people save them", find_spreadsheet_program, for_tests_only=True
    ),
    RequiredPackage(
        "tesseract-ocr", "reading print off kept scans", lambda: bool(find_program("tesseract")), for_tests_only=True
    ),
    RequiredPackage(
        "gettext", "the translations' check", lambda: find_program("msgfmt") is not None, for_tests_only=True
    ),
)


def list_missing(purpose: str) -> list[RequiredPackage]:
    return [need for need in REQUIRED_PACKAGES if (purpose == "test" or not need.for_tests_only) and not need.present()]


def prepare_packages(purpose: str) -> None:
    """Get every missing package, or stop with the one line a person can type to help."""
    needs = list_missing(purpose)
    if not needs:
        return
    packages = [need.package for need in needs]
    print_line(f"getting Debian packages: {' '.join(packages)}")
    try:
        if os.geteuid() == 0:
            install_packages(packages)
        elif can_sudo_without_password():
            print_line("installing them with sudo")
            forwarded = [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]
            here = [sys.executable, "-I", str(Path(__file__).resolve()), "install", *packages]
            subprocess.run(["sudo", "-n", "env", *forwarded, *here], check=True)
        else:
            print_line(f"neither root nor sudo: unpacking them under {UNPACK_FOLDER.relative_to(ROOT)}")
            unpack_packages(packages)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{error}\nPlease install by hand: apt-get install {' '.join(packages)}")
    still = [need.package for need in list_missing(purpose)]
    if still:
        sys.exit(f"still missing after installation: {' '.join(still)}")


def can_sudo_without_password() -> bool:
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def install_packages(packages: list[str]) -> None:
    """As root: install the packages so that the machine gains programs but no running service and no cluster."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    patient = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3", "-q"]
    with prevent_service_start(), prevent_cluster_creation():
        subprocess.run(["apt-get", *patient, "update"], check=True, env=quiet, stdout=subprocess.DEVNULL)
        command = ["apt-get", *patient, "install", "-y", "--no-install-recommends", *packages]
        # What goes wrong is told on the other stream.
        subprocess.run(command, check=True, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@contextmanager
def prevent_service_start() -> Iterator[None]:
    """Debian asks policy-rc.d whether a freshly installed service may start; 101 means no."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


@contextmanager
def prevent_cluster_creation() -> Iterator[None]:
    """Keep PostgreSQL's package from making its own database cluster, and leave its defaults behind afterwards."""
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if settings.exists():  # somebody already runs PostgreSQL here; their choice stands
        yield
        return
    settings.parent.mkdir(parents=True, exist_ok=True)
    ours = "create_main_cluster = false\n"
    settings.write_text(ours)
    try:
        yield
    finally:
        template = Path("/usr/share/postgresql-common/createcluster.conf")
        if settings.exists() and settings.read_text() == ours:
            if template.exists():
                shutil.copyfile(template, settings)
            else:
                settings.unlink()


def unpack_packages(packages: list[str]) -> None:
    """Without root: download the packages with all they depend on and unpack them under var/debian."""
    UNPACK_FOLDER.mkdir(parents=True, exist_ok=True)
    work = UNPACK_FOLDER.parent / "apt"
    for folder in ("lists/partial", "archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    options = [
        f"Dir::State::Lists={work}/lists",
        f"Dir::Cache={work}",
        f"Dir::Cache::Archives={work}/archives",
        "Dir::State::Status=/var/lib/dpkg/status",
        "Debug::NoLocking=true",
        "APT::Update::Post-Invoke=",
        "APT::Update::Post-Invoke-Success=",
        "Acquire::Retries=3",
    ]
    apt = ["apt-get", "-q", *(word for option in options for word in ("-o", option))]
    subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
    download = [*apt, "install", "--download-only", "-y", "--no-install-recommends", *packages]
    subprocess.run(download, check=True, stdout=subprocess.DEVNULL)
    for archive in sorted((work / "archives").glob("*.deb")):
        subprocess.run(["dpkg", "-x", str(archive), str(UNPACK_FOLDER)], check=True)
    shutil.rmtree(work)
    (UNPACK_FOLDER / "fonts.conf").write_text(
        f"<fontconfig><dir>{UNPACK_FOLDER}/usr/share/fonts</dir><cachedir>{UNPACK_FOLDER}/fontcache</cachedir></fontconfig>\n"
    )


def use_unpacked_fonts() -> None:
    """Without a configuration of fonts Pango draws nothing and crashes; Debian's own names absolute paths."""
    if (UNPACK_FOLDER / "fonts.conf").exists() and not Path("/etc/fonts/fonts.conf").exists():
        os.environ["FONTCONFIG_FILE"] = str(UNPACK_FOLDER / "fonts.conf")


def make_venv(folder: Path) -> None:
    """A virtual environment with pip, also when Debian's python3-venv is only unpacked under var/debian."""
    if importlib.util.find_spec("ensurepip") is not None:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        return
    wheel = next(UNPACK_FOLDER.glob("usr/share/python-wheels/pip-*.whl"))
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], check=True)
    subprocess.run(
        [str(folder / "bin" / "python"), f"{wheel}/pip", "install", "-q", "--no-index", str(wheel)], check=True
    )


def refuse_taken_ports(ports: dict[str, str]) -> None:
    """Say plainly, before anything long begins, that an address is already in use."""
    if len(set(ports.values())) < len(ports):
        sys.exit(f"{', '.join(ports)} must differ, but they are {', '.join(ports.values())}.")
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(port)))
            except (OSError, OverflowError, ValueError) as error:
                sys.exit(f"{name} {port} cannot be used ({error}). Choose another: make run {name}=<number>")


def print_report() -> None:
    """Print what is present and what is missing, in the order in which it will be needed."""
    print_line(f"{'ok' if sys.version_info >= (3, 11) else 'MISSING':8} Python 3.11 (found {sys.version.split()[0]})")
    for need in REQUIRED_PACKAGES:
        print_line(f"{'ok' if need.present() else 'MISSING':8} {need.package}: {need.why}")
    print_line(
        f"{'ok' if shutil.which('setpriv') else 'MISSING':8} setpriv (util-linux): services end with their parent"
    )
    with tempfile.TemporaryDirectory() as folder:
        print_line(f"{'ok':8} room for private services: {shutil.disk_usage(folder).free // 2**20} MiB")
    if list_missing("test"):
        sys.exit("make run and make test get what is missing by themselves")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("prepare").add_argument("purpose", choices=["run", "test"])
    actions.add_parser("install").add_argument("packages", nargs="+")
    actions.add_parser("venv").add_argument("folder", type=Path)
    actions.add_parser("ports").add_argument("ports", nargs="+", metavar="NAME=NUMBER")
    actions.add_parser("doctor")
    chosen = parser.parse_args()
    if chosen.action == "prepare":
        prepare_packages(chosen.purpose)
    elif chosen.action == "install":
        install_packages(chosen.packages)
    elif chosen.action == "venv":
        make_venv(chosen.folder)
    elif chosen.action == "ports":
        refuse_taken_ports(dict(pair.split("=", 1) for pair in chosen.ports))
    else:
        print_report()


if __name__ == "__main__":
    main()
