"""The TLS front's configuration: nothing asked for is written down, and no body touches a disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[2] / "deploy" / "front" / "nginx.conf").read_text(encoding="utf-8")


def said(directive: str) -> list[str]:
    """Every value that a directive is given, outside comments."""
    lines = (line.split("#", 1)[0] for line in TEXT.splitlines())
    return [match[1] for line in lines if (match := re.match(rf"\s*{directive}\s+(.+?);", line))]


@pytest.mark.clause("L26")
@pytest.mark.parametrize(
    ("directive", "values"),
    [
        ("access_log", ["off"]),
        ("error_log", ["stderr crit"]),
        ("proxy_request_buffering", ["off"]),
        ("proxy_max_temp_file_size", ["0"]),
        ("ssl_protocols", ["TLSv1.2 TLSv1.3"]),
        ("server_tokens", ["off"]),
    ],
)
def test_what_the_front_must_and_must_not(directive: str, values: list[str]) -> None:
    assert said(directive) == values


def test_http_leads_to_https_and_nowhere_else() -> None:
    assert said("return") == ["301 https://$host$request_uri"]
    assert said("listen") == ["8080 default_server", "8443 ssl http2 default_server"]


def test_the_service_hears_whom_the_front_saw_and_not_what_the_caller_claims() -> None:
    told = dict(value.split(None, 1) for value in said("proxy_set_header"))
    assert told["X-Forwarded-For"] == "$remote_addr"
    assert told["X-Forwarded-Proto"] == "https"
    assert told["Host"] == "$host"


def test_a_request_that_changes_something_is_never_sent_twice() -> None:
    assert said("proxy_next_upstream") == []  # nginx's own default leaves such requests alone
