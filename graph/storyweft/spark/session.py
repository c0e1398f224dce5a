"""A Spark session that storyweft can work in: settings, Java, and storyweft itself on every worker.

Who has a session already needs only :func:`prepared`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import PyZipFile

import storyweft
from storyweft.errors import EngineError, MissingExtra
from storyweft.spark.frames import without_pandas_warning

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: What Spark 4 needs, at least.
JAVA = 17

#: Settings for a job that reads many small files and calls Python; the user's own go before them.
SETTINGS = {
    # By default a small file counts as 4 MB: ten thousand of them became 2,500 tasks.
    "spark.sql.files.openCostInBytes": "4096",
    # Rows are documents, not numbers: 10,000 of them at once are a lot of memory.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    # A key of which there are very many is read by several tasks; many small tasks become few.
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    # No table goes to every worker: Spark takes rows for as few as those that a function made them
    # of, and where it has seen them to be few, to send them is one more job.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "-1",
    # What is shuffled is packed values and lines, of which zstd leaves 40 % less than lz4.
    "spark.io.compression.codec": "zstd",
    # Times as every other reader of Parquet has them, in the calendar of today.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # A worker that was lost took its shuffle files along: they are made again, more than once.
    "spark.stage.maxConsecutiveAttempts": "10",
}
_SECONDS_TO_END = 20
_CODE = Path(storyweft.__path__[0])
# Only for a session of our own: an existing one shows what its owner wants.
_OWN_SETTINGS = {
    "spark.app.name": "storyweft",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@contextmanager
def open_session(
    master: str | None = None, conf: Mapping[str, str] | None = None
) -> Iterator["SparkSession"]:
    """Start Spark, and stop it at the end; what its JVM writes is shown only if it fails.

    :param master: where the cluster is (``spark://host:7077``, ``yarn``, ``k8s://…``,
        ``local[*]``); by default what Spark's own configuration says, else this machine.
    :param conf: settings of Spark, which win over :data:`SETTINGS`.
    :raises MissingExtra: if PySpark is not installed.
    :raises EngineError: if there is no Java, or Spark does not start.
    """
    with without_pandas_warning():
        _import_spark()
    _check_java()
    if _is_running():
        raise EngineError("a Spark session runs in this process: give it to storyweft.spark.build")
    # Workers are to run this same Python, unless their owner says where theirs is.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {**_OWN_SETTINGS, **SETTINGS, **(conf or {})}
    if master:
        settings["spark.master"] = master
    with (
        without_pandas_warning(),
        TemporaryDirectory(prefix="storyweft-") as folder,
        _started(settings, Path(folder, "spark.log")) as session,
    ):
        yield session


def _is_running() -> bool:
    from pyspark import SparkContext

    return SparkContext._active_spark_context is not None


@contextmanager
def _started(settings: Mapping[str, str], log: Path) -> Iterator["SparkSession"]:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    with log.open("wb") as output, ExitStack() as ending:
        try:
            gateway = launch_gateway(conf, popen_kwargs={"stdout": output, "stderr": output})
            ending.callback(_end, gateway)
            _forget_jvm()
            session = SparkSession(SparkContext(gateway=gateway))
        except (PySparkException, Py4JError) as error:
            raise EngineError(f"Spark did not start: {_reason(log) or error}") from None
        try:
            yield session
        finally:
            with suppress(OSError, Py4JError):  # a JVM that was killed cannot be told to stop
                session.stop()


def _end(gateway: Any) -> None:  # noqa: ANN401 - py4j has no types
    """End a JVM, and wait until it has ended: it has a port, and files."""
    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    _forget_jvm()


def _forget_jvm() -> None:
    """Keep PySpark from taking up the JVM of a session that has ended, with its settings."""
    from pyspark import SparkContext

    SparkContext._gateway = SparkContext._jvm = None


def forget_answer() -> None:
    """Let this thread speak to the JVM anew, since it will not wait for what it asked.

    Whoever raises while the JVM works, as the handler of a signal does, would have the next call
    take its answer for its own.
    """
    from pyspark import SparkContext

    client: Any = getattr(SparkContext._gateway, "_gateway_client", None)
    connection = client and client.get_thread_connection()
    if connection:
        connection.close()


def _reason(log: Path) -> str:
    """Return the line of Spark's log that says best why it failed."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    telling = [line for line in lines if re.search(r" ERROR |^Exception |^Error: ", line)]
    return (telling or [""])[0].partition(" ERROR ")[2].strip() or "".join(telling[:1])


#: About so many documents meet in one part of a shuffle.
DOCUMENTS_A_PART = 20_000


def spread(session: "SparkSession", documents: int) -> None:
    """Set how many parts shuffles have, unless the session's owner did."""
    name = "spark.sql.shuffle.partitions"
    if name not in dict(session.sparkContext.getConf().getAll()):
        parts = max(2 * session.sparkContext.defaultParallelism, documents // DOCUMENTS_A_PART)
        session.conf.set(name, str(parts))


def prepared(session: "SparkSession") -> "SparkSession":
    """Return a session on the same cluster with our settings, where the owner has none.

    storyweft itself goes to every worker; what it depends on has to be there.

    :raises EngineError: if the session is one of Spark Connect, which hands out no files.
    """
    from pyspark import SparkFiles

    if not hasattr(session, "_jsc"):
        raise EngineError("a session of Spark Connect: expected a classic one (spark://, yarn, …)")
    ours = session.newSession()
    owners = dict(session.sparkContext.getConf().getAll())
    for name, value in SETTINGS.items():
        if name.startswith("spark.sql.") and name not in owners:
            ours.conf.set(name, value)
    name = f"storyweft-{code_digest()}.zip"
    # A folder of Spark's own: executors ask for it as long as there are any.
    archive = Path(SparkFiles.getRootDirectory(), name)
    if not archive.exists():
        _pack(archive)
        ours.sparkContext.addPyFile(str(archive))
    return ours


def _pack(archive: Path) -> None:
    """Write the package storyweft as a zip file, compiled: each Python would take a second for it.

    Of a copy: the package itself may be where nobody can write what is compiled.
    """
    with TemporaryDirectory(prefix="storyweft-") as folder, PyZipFile(str(archive), "w") as packed:
        without = shutil.ignore_patterns("__pycache__")
        packed.writepy(str(shutil.copytree(_CODE, Path(folder, _CODE.name), ignore=without)))


@cache
def code_digest() -> str:
    """Return what tells this code from that of another version."""
    digest = blake2b(digest_size=16)
    for path in sorted(_CODE.rglob("*.py")):
        digest.update(f"{path.relative_to(_CODE).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _import_spark() -> None:
    try:
        import pyspark.sql
    except ImportError:
        raise MissingExtra("Spark", "spark") from None
    assert pyspark.sql


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    advice = f"install Java {JAVA} or newer (Debian: default-jre-headless), or set JAVA_HOME to it"
    if java is None:
        where = f"in JAVA_HOME, {home}" if home else "on the path"
        raise EngineError(f"Spark needs Java, and there is none {where}: {advice}")
    shown = subprocess.run([java, "-version"], capture_output=True, text=True)  # noqa: S603
    version = re.search(r'version "(\d+)', shown.stderr)
    if version is None or int(version[1]) < JAVA:
        seen = (shown.stderr.splitlines() or ["nothing"])[0]
        raise EngineError(f"Spark needs Java {JAVA} or newer, but {java} is {seen!r}: {advice}")
