"""A Dask cluster as an executor, for studies that one machine is too small for."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec

from sim.studies.replication import StudyError


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to the scheduler of a Dask cluster, such as ``tcp://10.0.0.5:8786``.

    The machines of the cluster need the same Greenlane from the same lock file. Dask runs again what a lost worker was
    at; the numbers are those of one process.

    Raises
    ------
    StudyError
        If Dask is not installed, no scheduler answers, or workers are lost again and again.
    """
    if find_spec("distributed") is None:
        raise StudyError("Dask is not installed; a cluster needs it everywhere: pip install 'greenlane[cluster]'")
    # Here, because it is an extra that most do without, and slow to load.
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise StudyError(
            f"No Dask scheduler answers at {address!r}; write its address as it prints it, such as tcp://10.0.0.5:8786"
        ) from error
    with client:
        try:
            yield client.get_executor(pure=False)
        except KilledWorker as error:
            raise StudyError(
                "The cluster lost its workers again and again over one replication, most often for lack of memory; "
                "give each worker more memory or fewer threads."
            ) from error
