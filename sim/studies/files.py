"""Files of a folder that anybody may have written to: read within limits, written whole."""

import errno
import os
import stat
from pathlib import Path


def read_file(path: Path, most_bytes: int) -> bytes:
    """Read a file whole.

    Raises
    ------
    OSError
        If it cannot be read, is larger, or is no file but something that may have no end, such as a pipe or a device.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    if stat.S_ISREG(status.st_mode) and status.st_size > most_bytes:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return path.read_bytes()


def write_text(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    beside = path.with_name(f".{path.name}")
    beside.unlink(missing_ok=True)  # it may be a link to elsewhere
    with beside.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
