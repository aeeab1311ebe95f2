"""Foreigner identity numbers (99..., domain 3.1) and money as people write it."""

import hashlib
import re


def complete_ykn(serial: int) -> str:
    """The valid 11-digit YKN whose free middle is ``serial`` (0 to 9,999,999)."""
    d = [int(c) for c in f"99{serial:07d}"]
    d.append((7 * (d[0] + d[2] + d[4] + d[6] + d[8]) - (d[1] + d[3] + d[5] + d[7])) % 10)
    d.append(sum(d) % 10)
    return "".join(map(str, d))


def is_ykn(text: str) -> bool:
    return bool(re.fullmatch(r"99[0-9]{9}", text)) and complete_ykn(int(text[2:9])) == text


def choose_ykn(key: str, taken: set[str]) -> str:
    """A number that depends on the person only, stepping past numbers given to others."""
    serial = int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") % 10_000_000
    while complete_ykn(serial) in taken:
        serial = (serial + 1) % 10_000_000
    return complete_ykn(serial)


def parse_kurus(text: str) -> int | None:
    """``12.574,90``, ``12574,90``, ``12574.90`` or ``964`` in kuruş; None when it is not an amount."""
    text = text.strip().replace("TL", "").replace("₺", "").strip()
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?|[0-9]+(,[0-9]{1,2})?", text):
        text = text.replace(".", "").replace(",", ".")
    elif not re.fullmatch(r"[0-9]+\.[0-9]{1,2}", text):
        return None
    lira, _, rest = text.partition(".")
    return int(lira) * 100 + int(rest.ljust(2, "0") or 0)
