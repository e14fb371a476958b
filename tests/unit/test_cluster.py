"""A Dask cluster in processes of its own gives the numbers of one process, also when it loses a worker."""

import os
import signal
import sys

import pytest
from folders import bridge, same_bits, slowly

from sim.studies import StudyError, study
from sim.studies.cluster import cluster

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")


@pytest.fixture(scope="module")
def address():
    """The scheduler of two worker processes with a thread each."""
    settings = {"distributed.scheduler.allowed-failures": 3}
    with (
        distributed.dask.config.set(settings),
        distributed.LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
    ):
        yield local.scheduler_address


def test_a_cluster_gives_the_bits_of_one_process(address: str) -> None:
    """Two workers in separate processes, whoever was first."""
    with cluster(address) as executor:
        result = study(bridge(), replications=10, executor=executor)
    same_bits(result, study(bridge(), replications=10, workers=1))


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process the POSIX way")
def test_a_cluster_that_loses_a_worker_gives_the_same_bits(address: str) -> None:
    """`kill -9` of one of two workers after the first results; a study of 20 replications ends all the same."""
    with distributed.Client(address, set_as_default=False) as client:
        processes = list(client.run(os.getpid).values())
    killed = []

    def kill(done: int, total: int) -> None:
        if done == 2:
            os.kill(processes[0], signal.SIGKILL)
            killed.append(done)

    with cluster(address) as executor:
        result = study(bridge(), replications=20, executor=executor, replicate=slowly, on_progress=kill)
    assert (len(processes), killed) == (2, [2])
    same_bits(result, study(bridge(), replications=20, workers=1))


def test_no_scheduler_is_a_sentence() -> None:
    """What is no address is told, with one that would be right."""
    with pytest.raises(StudyError, match="No Dask scheduler answers at 'what'"), cluster("what"):
        pass
