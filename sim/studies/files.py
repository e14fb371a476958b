"""Files of a folder that anybody may have written to, read within limits."""

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
