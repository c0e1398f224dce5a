"""A Spark cluster on the loopback interface: a master and a worker or more, each a process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.servers import free_port

HERE = "127.0.0.1"
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"

#: Small, since the tests share a machine, and nothing for a person to look at.
CONF = {
    "spark.driver.host": HERE,
    "spark.driver.bindAddress": HERE,
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1g",
    # One executor, which another worker can replace: each JVM begins with code that is cold.
    "spark.executor.cores": "2",
    "spark.cores.max": "2",
    "spark.ui.enabled": "false",
}
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: For jobs that are over at once: to compile in them, Java or a query, costs more than it saves.
QUICK = {
    "spark.driver.extraJavaOptions": _JAVA,
    "spark.executor.extraJavaOptions": _JAVA,
    # Each core has Pythons of its own, which begin with all that they import.
    "spark.executor.cores": "1",
    "spark.cores.max": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "2",
    # Nothing is far away, and who is killed never answers.
    "spark.locality.wait": "0",
    "spark.shuffle.io.retryWait": "100ms",
    "spark.shuffle.io.maxRetries": "1",
}


def missing() -> str | None:
    """Return why no cluster can run here; None if it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (pip install 'storyweft[spark]')"
    java = _java()
    if not java or not Path(java).exists():
        return "Java is not installed (Debian: default-jre-headless)"
    shown = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = shown.partition('version "')[2].partition(".")[0].partition('"')[0]
    if not version.isdigit() or int(version) < 17:
        return f"Spark 4 needs Java 17 (Debian: default-jre-headless), this is {version}"
    return None


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else shutil.which("java")


class Cluster:
    """A standalone cluster; its processes write to a folder and nowhere else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"spark://{HERE}:{free_port()}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        port = self.url.rpartition(":")[2]
        self._start(MASTER, "--host", HERE, "--port", port, "--webui-port", "0")
        self.start_worker()

    def start_worker(self) -> None:
        """Start one more worker with two cores; who asks for cores waits until it is there."""
        name = f"worker-{len(self.workers)}"
        options = ["--host", HERE, "--webui-port", "0", "--cores", "2", "--memory", "3g"]
        work = ["--work-dir", str(self._folder / name)]
        process = self._start(WORKER, *options, *work, self.url, name=name)
        self.workers.append(process)

    def wait(self) -> None:
        """Wait until the master knows all workers."""
        for number, worker in enumerate(self.workers):
            self._await(worker, f"worker-{number}", "Successfully registered with master")

    def kill_worker(self) -> None:
        """Kill the first worker as it works, and the executor that it has started."""
        self.wait()
        os.killpg(self.workers[0].pid, signal.SIGKILL)
        self.workers[0].wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _start(self, job: str, *arguments: str, name: str = "master") -> "subprocess.Popen[bytes]":
        import pyspark

        home = Path(pyspark.__file__).parent
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_SCALA_VERSION": "2.13",
            "SPARK_LOCAL_IP": HERE,
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "PYSPARK_PYTHON": sys.executable,
        }
        # What spark-class would run, without the Java that it asks for that.
        java = _java()
        assert java
        options = [*_JAVA.split(), "-Dspark.master.rest.enabled=false"]
        command = [java, *options, "-cp", f"{home}/jars/*", job, *arguments]
        with (self._folder / f"{name}.log").open("wb") as log:
            # A group of its own: executors are killed with their worker.
            process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        if name == "master":
            self._await(process, name, "Starting Spark master")
        return process

    def _await(self, process: "subprocess.Popen[bytes]", name: str, sign: str) -> None:
        log = self._folder / f"{name}.log"
        for _ in range(600):
            if sign in log.read_text(errors="replace"):
                return
            assert process.poll() is None, log.read_text(errors="replace")
            time.sleep(0.1)
        raise AssertionError(f"{name} never started:\n{log.read_text(errors='replace')}")


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Run a cluster until it is no longer needed."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    made = Cluster(folder)
    try:
        yield made
    finally:
        made.stop()
