"""Reads docker-compose.yml as its engine would: merged, with what stands in for a variable left as it is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"

Service = dict[str, Any]


def whole() -> dict[str, Any]:
    """The file, its anchors and merges resolved."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def services() -> dict[str, Service]:
    """Each service by its name."""
    found: dict[str, Service] = whole()["services"]
    return found


def environment(service: Service) -> dict[str, str]:
    """The variables a service is given."""
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def secrets(service: Service) -> dict[str, str]:
    """The secrets a service is given: what each is called inside, and which of the file's secrets it is."""
    found: dict[str, str] = {}
    for one in service.get("secrets", []):
        source, target = (one, one) if isinstance(one, str) else (one["source"], one["target"])
        found[target] = source
    return found


def mounts(service: Service) -> dict[str, str]:
    """What is mounted where: target to source."""
    found = {}
    for one in service.get("volumes", []):
        if isinstance(one, str):
            source, target = one.split(":")[:2]
        else:
            source, target = one["source"], one["target"]
        found[target] = source
    return found


def is_ours(service: Service) -> bool:
    """Whether this service runs our own image."""
    return str(service["image"]).startswith("sendiass:")


def asked_for(text: str) -> set[str]:
    """The variables of .env that a text names."""
    return set(re.findall(r"(?<!\$)\$\{(\w+)", text))
