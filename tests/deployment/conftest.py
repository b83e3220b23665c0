"""The deployment's secrets and its two data base servers, up once for each process of tests."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment.cluster import Cluster, cluster
from tests.deployment.compose import ROOT


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deployment's secrets, made as an operator makes them."""
    folder = tmp_path_factory.mktemp("deployment") / "secrets"
    subprocess.run([ROOT / "deploy/make-secrets", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory, secrets: Path) -> Iterator[Cluster]:
    """The server of the data."""
    with cluster("db", tmp_path_factory.mktemp("db") / "server", secrets) as running:
        yield running


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory, secrets: Path) -> Iterator[Cluster]:
    """The server of the keys."""
    with cluster("keys", tmp_path_factory.mktemp("keys") / "server", secrets) as running:
        yield running
