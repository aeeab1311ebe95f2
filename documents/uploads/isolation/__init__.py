"""What is done to hostile files is done by programs that are shut in by themselves and told nothing but their order.

``run`` is the door: ``sanitize`` rebuilds a file, ``draw_pages`` draws one, ``read_qr`` looks for QR codes in a photo.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

MB = 1024 * 1024
RUNNER = Path(__file__).with_name("runner.py")


def run(
    program: str,
    order: dict[str, Any],
    content: IO[bytes],
    *,
    seconds: float,
    most_answer: int,
    error: type[Exception],
) -> bytes:
    """What the program answered, at most ``most_answer`` bytes, to be read without trust. Raises ``error``."""
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as question:
        for chunk in iter(lambda: content.read(MB), b""):
            question.write(chunk)
        question.seek(0)
        try:
            ended = subprocess.run(
                # -I: neither the environment nor the working directory has a say in what is imported.
                [sys.executable, "-I", str(RUNNER), program, json.dumps(order)],
                stdin=question,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise error("timeout") from None
        if ended.returncode != 0:
            raise error(f"exit status {ended.returncode}")
        answer.seek(0)
        return answer.read(most_answer)
