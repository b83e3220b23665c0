"""Starts web, worker and beat, says where and as whom to sign in, and keeps them until told to stop."""

import fcntl
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_service import ports
from local_service.application import Application
from local_service.places import ENVIRONMENT, LOGS, PYTHON, ROOT, Stop, ensure_private, profile, state_dir
from local_service.preparation import DEMONSTRATION
from local_service.processes import is_alive
from local_service.progress import say, step
from local_service.supervisor import Child, Supervisor

FIRST_ANSWER = 180.0  # seconds, on a machine with much else to do; one that ends meanwhile is not waited for


def port() -> int:
    """The port asked for by PORT, free to use.

    Raises Stop if it is no port, or is not ours to have.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {text!r}.")
    trouble = ports.trouble(int(text))
    if trouble:
        raise Stop(f"Port {text} cannot be used: {trouble}. Choose another: PORT=8001 script/server")
    return int(text)


@contextmanager
def alone() -> Iterator[None]:
    """One `script/server` for each profile in a checkout."""
    path = ensure_private(state_dir(profile())) / "server.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Stop(
                f"script/server is running here already for {profile()}: {lock.read().strip()}"
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}, port {os.environ.get('PORT') or '8000'}")
        lock.flush()
        yield


def serve(running: Application, at: int) -> None:
    """Serve until interrupted; returns when everything has stopped.

    Raises Stop when a process will not stay up.
    """
    supervisor = Supervisor(profile())
    environment = {**running.serving(), "PORT": str(at)}
    try:
        with step("Starting"):
            web = supervisor.start("web", web_command(at), environment)
            sign_ins = _ask_sign_ins(running)
            wait_for_answer(web, at)
            supervisor.start("worker", _worker(), environment)
            supervisor.start("beat", _beat(), environment)
        _announce(at, sign_ins)
        supervisor.watch(lambda: _servers_are_up(running))
    except KeyboardInterrupt:
        say("\n• Stopping …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        running.release()
    say("  stopped")


def _program(name: str) -> str:
    return str(ENVIRONMENT / "bin" / name)


def web_command(at: int, *, workers: int = 2) -> list[str]:
    """The web server, as a deployment runs it."""
    shape = [
        "--workers",
        str(workers),
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--no-control-socket",
    ]
    memory = Path("/dev/shm")  # noqa: S108  a heartbeat must not wait for a disk
    quick_beats = ["--worker-tmp-dir", str(memory)] if memory.is_dir() else []
    address = f"{ports.LOOPBACK}:{at}"
    logs = ["--log-level", "warning"]
    return [str(PYTHON), "-m", "gunicorn", "sendiass.wsgi", "--bind", address, *shape, *quick_beats, *logs]


def _worker() -> list[str]:
    alone = ["--without-gossip", "--without-mingle", "--hostname", f"{profile()}@%h"]
    queues = ["--queues", "celery,sealer"]  # a server has a worker for the sealer's own
    return [*_celery(), "worker", *queues, "--concurrency", "1", "--loglevel", "WARNING", *alone]


def _beat() -> list[str]:
    diary = state_dir(profile()) / "beat"
    return [*_celery(), "beat", "--schedule", str(diary), "--pidfile", "", "--loglevel", "WARNING"]


def _celery() -> list[str]:
    return [str(PYTHON), "-m", "celery", "--app", "sendiass.celery"]


def wait_for_answer(web: Child, at: int) -> None:
    """Return once the web process serves. Raises Stop with its last words when it does not."""
    deadline = time.monotonic() + FIRST_ANSWER
    answer = "nothing"
    while time.monotonic() < deadline and not web.fallen():
        try:
            connection = http.client.HTTPConnection(ports.LOOPBACK, at, timeout=10)
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            answer = str(connection.getresponse().status)
            if answer == "200":
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise Stop(f"The web process does not answer at /healthz ({answer}):\n{web.last_words()}")


def _servers_are_up(running: Application) -> None:
    if running.services and not is_alive(running.services.keeper):
        raise Stop("PostgreSQL or Redis has ended; .local/logs/postgres.log and redis.log say why.")


def _ask_sign_ins(running: Application) -> "subprocess.Popen[str] | None":
    """Asked while the web process starts, so that no one waits for it."""
    if running.variables["DEMONSTRATION"] != "1" or not DEMONSTRATION.exists():
        return None
    return subprocess.Popen(
        [PYTHON, ROOT / "manage.py", "demo_data", "--sign-ins"],
        cwd=ROOT,
        env=running.managing(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _announce(at: int, sign_ins: "subprocess.Popen[str] | None") -> None:
    say(f"\n{profile().capitalize()} is at http://localhost:{at}/\n")
    if sign_ins:
        words, _ = sign_ins.communicate()
        say(words.rstrip() + "\n")
    say(f"Logs are in {LOGS.relative_to(ROOT)}/. Ctrl-C stops everything and keeps the data.")
