"""Brings data bases, static files and the demonstration to what the code expects, when it has changed."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local_service.application import Application
from local_service.assets import BUILT
from local_service.places import (
    POSTGRES,
    PYTHON,
    REQUIREMENTS,
    ROOT,
    Stop,
    fingerprint,
    profile,
    state_dir,
    write_whole,
)
from local_service.progress import run, say, step

STATIC = ROOT / "staticfiles"
DEMONSTRATION = ROOT / "sendiass" / "management" / "commands" / "demo_data.py"


def ensure_sound_profile() -> None:
    """Read the profile before anything long begins. Raises Stop with each line that is wrong, and what is right."""
    reader = "import sys; from sendiass.profiles import ProfileProblem, load\n"
    reader += "try: load(sys.argv[1])\nexcept ProfileProblem as problem: sys.exit(str(problem))"
    done = subprocess.run(
        [PYTHON, "-c", reader, profile()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"The profile cannot be used.\n{done.stderr.strip()}")


def prepare(running: Application) -> None:
    """Tables, rights, static files and caseload; each at once when nothing has changed."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        collected = beside.submit(collect_static_files, running)
        _prepare_databases(running)
        _load_demonstration(running)
        collected.result()


def manage(running: Application, *arguments: str, failing: str) -> None:
    """Run a management command quietly, as the owner of the tables."""
    command: list[str | Path] = [PYTHON, ROOT / "manage.py", *arguments]
    run(command, failing=failing, log=f"{profile()}-{arguments[0]}", env=running.managing())


def _prepare_databases(running: Application) -> None:
    made_from = fingerprint(_python_files(), *_where(running))
    stamp = _stamp(running, "migrated")
    if stamp.exists() and stamp.read_text() == made_from:
        return
    with step(f"Preparing the data bases ({profile()})"):
        manage(running, "prepare_database", failing="The data bases could not be migrated.")
    write_whole(stamp, made_from)


def collect_static_files(running: Application) -> None:
    """The files that the web process serves, in one place with their far-future names."""
    theirs = [path for path in ROOT.glob("*/*/static/**/*") if path.is_file()]
    inputs = [*theirs, BUILT / ".made-from", REQUIREMENTS / "all.lock", *ROOT.glob("sendiass/**/s*.py")]
    made_from, stamp = fingerprint(inputs), STATIC / ".made-from"
    if stamp.exists() and stamp.read_text() == made_from:
        return
    with step("Collecting static files"):
        stamp.unlink(missing_ok=True)
        manage(running, "collectstatic", "--noinput", failing="Static files could not be collected.")
    write_whole(stamp, made_from)


def _load_demonstration(running: Application) -> None:
    """Once for each data base: afterwards the caseload belongs to whoever tries things on it."""
    if running.variables["DEMONSTRATION"] != "1":
        return
    stamp, made_from = _stamp(running, "demonstration"), fingerprint([], *_where(running))
    if stamp.exists() and stamp.read_text() == made_from:
        return
    if not DEMONSTRATION.exists():
        say("• No demonstration caseload yet: there is no command demo_data.")
        return
    with step("Loading the demonstration caseload"):
        manage(running, "demo_data", failing="The demonstration caseload could not be loaded.")
    write_whole(stamp, made_from)


def _python_files() -> list[Path]:
    """What decides the shape of the data bases, with some to spare."""
    shapes = ("*/migrations/*.py", "*/*/migrations/*.py", "*/models.py", "*/*/models.py", "*/models/*.py")
    found = {path for shape in shapes for path in ROOT.glob(shape)}
    return sorted({*found, *ROOT.glob("sendiass/database/*.py"), REQUIREMENTS / "all.lock"})


def _where(running: Application) -> tuple[str, ...]:
    """Which data bases, whatever port the embedded server has this time."""
    if running.embeds_databases:
        return (profile(),)
    return (running.variables["DATABASE_URL"], running.variables["KEYS_DATABASE_URL"])


def _stamp(running: Application, name: str) -> Path:
    """Beside the embedded data, so that it goes when the data goes."""
    folder = POSTGRES if running.embeds_databases else state_dir(profile())
    return folder / f"{name}-{profile()}"
