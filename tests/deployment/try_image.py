"""Runs the Dockerfile's own steps where there is no container engine, and starts what they made as the image would.

    PYTHONPATH=script .venv/bin/python -m tests.deployment.try_image [FOLDER]

As root, on Debian with debootstrap and Node. Each stage is a folder of its own over a bare Debian (in the place of the
Python image) or over this machine (in the place of the Node image), entered by chroot; its steps see of the checkout
what .dockerignore lets through. Then the image's command runs as its account: without a capability, on files that can't
be changed, on a network of its own. Not part of the suite: it takes minutes and needs the network.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from local_service.places import LOCAL
from tests.deployment import compose, dockerfile
from tests.deployment.compose import ROOT
from tests.deployment.dockerfile import Stage

DEBIAN = "bookworm"
BORROWED = (
    "/etc/apt",
    "/etc/ssl",
    "/etc/pip.conf",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/usr/local/share/ca-certificates",
)
BARE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  it is a command


def run(*command: str | Path, **options: object) -> None:
    subprocess.run([str(word) for word in command], check=True, **options)  # type: ignore[call-overload]


class Build:
    """The stages made so far, each a mounted folder."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.context = work / "context"
        self.roots: dict[str, Path] = {}

    def lay_context(self) -> None:
        """What .dockerignore lets through, and nothing else."""
        shutil.rmtree(self.context, ignore_errors=True)
        for path in dockerfile.let_through():
            source, target = ROOT / path, self.context / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
            else:
                shutil.copy2(source, target)

    def base(self, image: str) -> Path:
        """What stands in for an image."""
        if image.startswith("node:"):
            return Path("/")
        bare = self.work / "debian"
        if not (bare / "usr/local/bin/python").exists():
            shutil.rmtree(bare, ignore_errors=True)
            packages = "python3,python3-venv,python3-pip,ca-certificates"
            run(
                "debootstrap",
                "--variant=minbase",
                f"--include={packages}",
                DEBIAN,
                bare,
                stdout=subprocess.DEVNULL,
            )
            (bare / "usr/local/bin/python").symlink_to("/usr/bin/python3")
            (bare / "usr/local/bin/pip").symlink_to("/usr/bin/pip3")
        return bare

    def make(self, stage: Stage, number: int) -> Path:
        """Run a stage's steps; its root."""
        name = stage.name or f"stage-{number}"
        lower = self.roots.get(stage.base) or self.base(stage.base)
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        root, upper, inner = folder / "root", folder / "upper", folder / "inner"
        for path in (root, upper, inner):
            path.mkdir(parents=True)
        options = f"lowerdir={lower},upperdir={upper},workdir={inner}"
        run("mount", "-t", "overlay", "overlay", "-o", options, root)
        self._borrow(root)
        environment, workdir = {"PATH": BARE_PATH}, Path("/")
        for step in stage.steps:
            began = time.monotonic()
            if step.word == "WORKDIR":
                workdir = Path(step.rest)
                (root / workdir.relative_to("/")).mkdir(parents=True, exist_ok=True)
            elif step.word == "ENV":
                environment |= {
                    key: value.replace("$PATH", environment["PATH"])
                    for key, value in stage.environment().items()
                }
            elif step.word == "COPY":
                self._copy(step.copied, root, workdir)
            elif step.word == "RUN":
                self._run(step.rest, root, workdir, environment)
                say(f"  {name}: RUN {step.rest[:70]}…  {time.monotonic() - began:.1f} s")
        self.roots[name] = root
        return root

    def _borrow(self, root: Path) -> None:
        """This machine's way to the network; the image builder gives a container its own."""
        for kind, where in (("proc", "proc"), ("--rbind", "dev")):
            (root / where).mkdir(exist_ok=True)
            if kind == "proc":
                run("mount", "-t", "proc", "proc", root / where)
            else:
                run("mount", "--rbind", "/dev", root / where)
        for path in map(Path, BORROWED):
            target = root / path.relative_to("/")
            if path.exists() and root != Path("/"):
                if path.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    target.unlink(missing_ok=True)
                    target.touch()
                run("mount", "--bind", path, target)

    def _copy(self, copied: tuple[str | None, list[str], str], root: Path, workdir: Path) -> None:
        stage, sources, target = copied
        place = root / (workdir / target).relative_to("/")
        for source in sources:
            found = (self.roots[stage] / source.lstrip("/")) if stage else self.context / source
            if found.is_dir():
                run("cp", "-a", "--no-preserve=ownership", f"{found}/.", _made(place))
            elif target.endswith("/") or place.is_dir():
                run("cp", "-a", "--no-preserve=ownership", found, _made(place))
            else:
                run("cp", "-a", "--no-preserve=ownership", found, place)

    def _run(self, command: str, root: Path, workdir: Path, environment: dict[str, str]) -> None:
        kept = {
            name: value for name, value in os.environ.items() if "proxy" in name.lower() or "CERT" in name
        }
        told = {**kept, **environment, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        inside = f"cd {shlex.quote(str(workdir))} && {command}"
        done = subprocess.run(
            ["chroot", root, "sh", "-ec", inside], env=told, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"✗ RUN {command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


QUESTIONS = """
set -e
echo "account:      $(id -u):$(id -g), groups $(id -G), capabilities $(grep CapBnd /proc/self/status | cut -f2)"
for place in /srv/sendiass /opt/sendiass /etc /usr/local/bin; do
  if touch $place/planted 2>/dev/null; then echo "CAN WRITE TO $place"; exit 1; fi
done
echo "its files:    can't be changed"
cp /bin/true /tmp/planted && if /tmp/planted 2>/dev/null; then echo "RUNS WHAT IT WRITES"; exit 1; fi
echo "its memory:   runs nothing"
if command -v cc gcc make npm node pip apt-get-build 2>/dev/null; then echo "BRINGS A COMPILER"; exit 1; fi
echo "compilers:    none, no pip, no Node"
python - <<'PYTHON'
import weasyprint
drawn = weasyprint.HTML(string="<p lang=gu>ગુજરાતી <p>Siân Łukasz").write_pdf()
print("a letter:    ", len(drawn), "bytes of", drawn[:8].decode())
PYTHON
"$@" & server=$!
for second in $(seq 60); do healthy web 2>/dev/null && break; sleep 1; done
healthy web && echo "healthy web:  yes"
python - <<'PYTHON'
import http.client, json, pathlib
def ask(path, host="casework.example.org", **more):
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=20)
    connection.request("GET", path, headers={"Host": host, **more})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace"), dict(answer.getheaders())
print("/healthz:    ", ask("/healthz")[0])
print("/readyz:     ", *ask("/readyz")[:2])
print("/ by http:   ", ask("/")[0], ask("/")[2].get("Location"))
static = json.loads(pathlib.Path("/srv/sendiass/staticfiles/staticfiles.json").read_text())["paths"]["ui/css/app.css"]
print("/static/…:   ", ask(f"/static/{static}", **{"X-Forwarded-Proto": "https"})[0], static)
print("other host:  ", ask("/", host="evil.example")[0])
PYTHON
kill $server; wait $server || true
"""


def start(root: Path, stage: Stage, work: Path) -> None:
    """The image's command as compose starts the service `web`, with real secret files."""
    web = compose.services()["web"]
    held = root / "run/secrets"
    run(ROOT / "deploy/make-secrets", _made(held), stdout=subprocess.DEVNULL)
    keys = _made(root / "run/key-encryption") / "keys.json"
    keys.write_text('{"current": 1, "keys": {"1": "%s"}}' % ("A" * 43 + "="))
    os.chown(keys, 0, 10002)
    keys.chmod(0o440)
    told = {"PATH": BARE_PATH}
    told |= {key: value.replace("$PATH", BARE_PATH) for key, value in stage.environment().items()}
    told |= compose.environment(web)
    told |= {
        "SERVICE_PROFILE": "leicester",
        "ALLOWED_HOSTS": "casework.example.org",
        "SITE_URL": "https://casework.example.org",
        "EMAIL_URL": "smtps://casework@mail.example.org",
    }
    for place, options in (
        ("tmp", "size=64m,mode=1777,noexec,nosuid,nodev"),
        ("dev/shm", "size=64m,mode=1777"),
    ):
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", root / place)
    state = _made(work / "state")
    os.chown(state, 10001, 10001)
    run("mount", "--bind", state, root / "var/lib/sendiass")
    run("mount", "-o", "remount,ro", root)
    identity = ["--reuid", "10001", "--regid", "10001", "--groups", "10002"]
    nothing = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    inside = [
        "chroot",
        str(root),
        "setpriv",
        *identity,
        *nothing,
        "sh",
        "-c",
        f"cd /srv/sendiass; {QUESTIONS}",
        "sh",
    ]
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    run(*alone, *inside, *stage.command(), env=told)


def main() -> None:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        sys.exit("This needs root, and debootstrap (apt-get install debootstrap).")
    if not os.environ.get("IN_OWN_MOUNTS"):
        os.environ["IN_OWN_MOUNTS"] = "1"
        again = [sys.executable, "-m", "tests.deployment.try_image", *sys.argv[1:]]
        sys.exit(subprocess.run(["unshare", "--mount", *again], check=False).returncode)
    work = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCAL / "image"
    work.mkdir(parents=True, exist_ok=True)
    build = Build(work)
    build.lay_context()
    say(f"• The Dockerfile's steps, in {work} …")
    stages = dockerfile.stages()
    for number, stage in enumerate(stages):
        root = build.make(stage, number)
    say("• The image's command, as the service web …")
    start(root, stages[-1], work)


if __name__ == "__main__":
    main()
