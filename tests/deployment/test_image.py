"""The image: what goes into it, from where, and as whom it runs. tests/deployment/try_image.py runs its steps."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.deployment import compose, dockerfile
from tests.deployment.compose import ROOT

STAGES = dockerfile.stages()
FINAL = STAGES[-1]


def test_each_stage_begins_with_an_image_of_a_stated_version_or_with_another_stage() -> None:
    names = {stage.name for stage in STAGES}
    for stage in STAGES:
        assert stage.base in names or re.match(r"[a-z]+:\d+(\.\d+)*(-\w+)+$", stage.base), stage.base


def test_the_python_is_the_one_the_lock_is_for() -> None:
    assert FINAL.base.startswith("python:3.11-")
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_packages_come_by_their_hashes_and_none_is_built() -> None:
    [packages] = [stage for stage in STAGES if stage.name == "packages"]
    install = next(step for step in packages.all("RUN") if " install " in step)
    for option in ("--require-hashes", "--no-deps", "--only-binary :all:", "--requirement runtime.lock"):
        assert option in install


def test_the_design_system_comes_by_its_lock_as_it_does_in_a_checkout() -> None:
    [assets] = [stage for stage in STAGES if stage.name == "assets"]
    first = next(step for step in assets.steps if step.word == "COPY")
    assert first.copied == (None, ["package.json", "package-lock.json"], "./")
    assert assets.all("RUN") == ["PYTHONPATH=script python3 -m local_service.assets"]


def test_nothing_that_builds_reaches_the_final_image() -> None:
    [installed] = [step for step in FINAL.all("RUN") if "apt-get" in step]
    packages = set(re.findall(r"--no-install-recommends (.*?) &&", installed)[0].split())
    assert packages == {
        "fonts-liberation", "fonts-noto-core", "libharfbuzz-subset0", "libpango-1.0-0", "libpangoft2-1.0-0",
    }  # fmt: skip
    assert "rm -rf /var/lib/apt/lists/*" in installed
    stages = {stage for step in FINAL.steps if step.word == "COPY" and (stage := step.copied[0])}
    assert stages == {"packages", "static"}


def test_it_runs_as_an_account_that_owns_none_of_the_code() -> None:
    assert FINAL.last("USER") == "10001:10001"
    last = max(at for at, step in enumerate(FINAL.steps) if step.word in ("RUN", "COPY"))
    assert last < next(at for at, step in enumerate(FINAL.steps) if step.word == "USER")
    assert not any("--chown" in step.rest for step in FINAL.steps if step.word == "COPY")
    for name, service in compose.services().items():
        if compose.is_ours(service):
            assert service["user"] == FINAL.last("USER"), name


def test_it_says_how_it_is_and_what_it_serves() -> None:
    assert FINAL.last("HEALTHCHECK").endswith('CMD ["healthy", "web"]')
    command = FINAL.command()
    assert command[:2] == ["gunicorn", "sendiass.wsgi"]
    assert "--access-logfile" not in command  # it would write down which pages people ask for
    assert command[command.index("--bind") + 1].endswith(f":{FINAL.last('EXPOSE')}")


def test_no_secret_is_baked_in() -> None:
    assert set(FINAL.environment()) == {
        "PATH", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "STATE_DIR",
    }  # fmt: skip


class TestWhatIsLetThrough:
    """The steps see what .dockerignore lets through, and nothing else of the checkout."""

    def test_it_is_what_the_steps_copy(self) -> None:
        copied = {
            source.rstrip("/")
            for stage in STAGES
            for step in stage.steps
            if step.word == "COPY" and step.copied[0] is None
            for source in step.copied[1]
        }
        through = set(dockerfile.let_through())
        for source in copied:
            assert any(PurePosixPath(source).is_relative_to(path) for path in through), source
        for path in through:
            assert any(PurePosixPath(source).is_relative_to(path) for source in copied), path
        for path in through:
            assert (ROOT / path).exists(), path

    @pytest.mark.parametrize("kept_out", [".git", ".local", ".env", "tests", "docs", ".venv", "node_modules"])
    def test_nothing_private_and_nothing_of_development_is(self, kept_out: str) -> None:
        for path in dockerfile.let_through():
            assert not PurePosixPath(path).is_relative_to(kept_out)
            assert not PurePosixPath(kept_out).is_relative_to(path)
