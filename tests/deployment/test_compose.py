"""The compose file: as its specification says, and as tight as the promises need (no container is started here)."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest

from sendiass.environment import PASSWORD_FILES, PURPOSES, SECRETS, VARIABLES, read
from tests.deployment import compose
from tests.deployment.compose import ROOT, Service

SERVICES = compose.services()
OURS = {name: service for name, service in SERVICES.items() if compose.is_ours(service)}
ENDING = {"migrate", "manage"}
OWNERS = {"owner_password", "keys_owner_password"}
SUPERUSERS = {"db_superuser_password", "keys_superuser_password"}

each = pytest.mark.parametrize("name", SERVICES)


def service(name: str) -> Service:
    return SERVICES[name]


def holders(secret: str) -> set[str]:
    """The services that are given a secret of this name."""
    return {name for name, one in SERVICES.items() if secret in compose.secrets(one).values()}


def schema() -> dict[str, Any]:
    """The Compose specification's own schema, as a package of our development environment ships it."""
    file = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def faults(document: dict[str, Any]) -> list[str]:
    kind = jsonschema.validators.validator_for(schema())
    return [error.message for error in kind(schema()).iter_errors(document)]


def test_the_file_is_as_the_specification_says() -> None:
    assert faults(compose.whole()) == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("services", "web", "read_onyl"), True),
        (("services", "web", "cap_drop"), "ALL"),
        (("services", "web", "depends_on", "db", "condition"), "service_well"),
        (("networks", "front", "internal"), ["yes"]),
    ],
)
def test_the_schema_finds_what_is_wrong(path: tuple[str, ...], wrong: object) -> None:
    document = compose.whole()
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = wrong
    assert faults(document)


def test_there_is_everything_a_deployment_needs() -> None:
    assert set(SERVICES) == {
        "front", "web", "worker", "sealer", "beat", "migrate", "manage", "db", "keys", "redis",
    }  # fmt: skip


class TestContainment:
    """What holds for each container, ours or not."""

    @each
    def test_its_files_cannot_be_changed(self, name: str) -> None:
        assert service(name)["read_only"] is True

    @each
    def test_it_has_no_power_and_gets_none(self, name: str) -> None:
        assert service(name)["cap_drop"] == ["ALL"]
        assert "cap_add" not in service(name)
        assert not service(name).get("privileged")
        assert service(name)["security_opt"] == ["no-new-privileges:true"]

    @each
    def test_it_runs_as_a_numbered_account_that_is_not_root(self, name: str) -> None:
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service(name)["user"])

    @each
    def test_it_shares_nothing_with_the_host(self, name: str) -> None:
        for shared in ("network_mode", "pid", "ipc", "userns_mode", "devices", "cgroup_parent"):
            assert shared not in service(name)
        assert "docker.sock" not in str(service(name))

    @each
    def test_what_it_may_write_is_small_runs_nothing_and_is_gone_with_it(self, name: str) -> None:
        for mount in service(name)["tmpfs"]:
            options = mount.partition(":")[2].split(",")
            assert {"noexec", "nosuid", "nodev"} <= set(options)
            size = next(option for option in options if option.startswith("size="))
            assert int(size.removeprefix("size=").removesuffix("m")) <= 64

    @each
    def test_it_leaves_no_core_and_no_endless_log(self, name: str) -> None:
        assert service(name)["ulimits"]["core"] == 0
        assert set(service(name)["logging"]["options"]) == {"max-size", "max-file"}

    @each
    def test_it_has_limits_and_comes_back(self, name: str) -> None:
        assert set(service(name)["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
        assert service(name)["restart"] == ("no" if name in ENDING else "unless-stopped")

    @each
    def test_its_health_is_asked_unless_it_ends_by_itself(self, name: str) -> None:
        asked = service(name)["healthcheck"]
        if name in ENDING:
            assert asked == {"disable": True}
        else:
            assert {"test", "interval", "timeout", "start_period", "retries"} <= set(asked)

    @each
    def test_its_image_has_a_version(self, name: str) -> None:
        version = service(name)["image"].partition(":")[2]
        assert version == "${SENDIASS_VERSION:-local}" or re.match(r"\d+(\.\d+)*-bookworm$", version)

    @each
    def test_it_waits_until_what_it_needs_is_well(self, name: str) -> None:
        for needed, how in service(name).get("depends_on", {}).items():
            ends = needed in ENDING
            assert how["condition"] == ("service_completed_successfully" if ends else "service_healthy")


class TestNetworks:
    """Who can speak to whom."""

    REACHES = {
        "front": {"edge", "front"},
        "web": {"front", "data", "keys", "queue"},
        "worker": {"data", "keys", "queue", "outside"},
        "sealer": {"data", "queue"},
        "beat": {"queue"},
        "migrate": {"data", "keys"},
        "manage": {"data", "keys", "queue"},
        "db": {"data"},
        "keys": {"keys"},
        "redis": {"queue"},
    }

    def test_each_reaches_what_it_needs_and_nothing_else(self) -> None:
        assert {name: set(one["networks"]) for name, one in SERVICES.items()} == self.REACHES

    def test_only_the_front_and_the_mail_lead_outside(self) -> None:
        found = compose.whole()["networks"]
        assert {name for name, one in found.items() if not one.get("internal")} == {"edge", "outside"}
        assert set(found) == set.union(*self.REACHES.values())

    def test_only_the_front_publishes_ports(self) -> None:
        assert {name for name, one in SERVICES.items() if one.get("ports") or one.get("expose")} == {"front"}


@pytest.mark.clause("Y06", "L26")
class TestSecrets:
    """Who holds which secret."""

    @each
    def test_no_secret_stands_among_the_variables(self, name: str) -> None:
        for variable, value in compose.environment(service(name)).items():
            if variable.endswith(("_FILE", "_FOLDER")):
                assert value.startswith(("/run/", "/var/lib/")), variable
                continue
            assert "SECRET" not in variable
            assert "PASSWORD" not in variable
            assert not re.search(r"://[^/@]*:[^/@]+@", value), variable

    @each
    def test_each_file_that_a_variable_names_is_given(self, name: str) -> None:
        given = {f"/run/secrets/{target}" for target in compose.secrets(service(name))}
        said = json.dumps(compose.environment(service(name)))
        named = set(re.findall(r"/run/secrets/\w+", said))
        if name in OURS:
            named -= {"/run/secrets/authority"} - given  # an address may say it without being used
            assert given == named
        else:
            text = "".join(
                (ROOT / str(one["file"])).read_text() for one in compose.whole()["configs"].values()
            )
            assert given <= named | set(re.findall(r"/run/secrets/\w+", text))
            assert named <= given

    def test_each_secret_is_a_file_and_is_somebodys(self) -> None:
        found = compose.whole()["secrets"]
        for secret, where in found.items():
            assert where == {"file": f"${{SECRETS_FOLDER:-/etc/sendiass/secrets}}/{secret}"}
        assert {secret for secret in found if not holders(secret)} == set()

    def test_only_the_one_that_migrates_holds_the_owners_passwords(self) -> None:
        assert holders("owner_password") == {"migrate", "db"}
        assert holders("keys_owner_password") == {"migrate", "keys"}
        for name, one in OURS.items():
            owns = {variable for variable in compose.environment(one) if variable.startswith("OWNER_")}
            assert bool(owns) == (name == "migrate")

    def test_no_process_of_ours_holds_a_superusers_password(self) -> None:
        assert set.union(*(holders(secret) for secret in SUPERUSERS)) == {"db", "keys"}

    def test_only_the_sealer_holds_the_key_that_signs(self) -> None:
        assert holders("audit_signing_key") == {"sealer"}
        named = {
            name for name, one in SERVICES.items() if "AUDIT_SIGNING_KEY_FILE" in one.get("environment", {})
        }
        assert named == {"sealer"}

    def test_only_those_that_open_families_words_hold_the_key_encryption_keys(self) -> None:
        mounted = {name for name, one in SERVICES.items() if "/run/key-encryption" in compose.mounts(one)}
        assert mounted == {"web", "worker", "manage"}

    def test_the_data_base_of_keys_and_that_of_data_share_nothing(self) -> None:
        db, keys = service("db"), service("keys")
        assert set(compose.secrets(db).values()) & set(compose.secrets(keys).values()) == set()
        assert set(compose.mounts(db).values()) & set(compose.mounts(keys).values()) == set()
        assert set(db["networks"]) & set(keys["networks"]) == set()
        for variable in ("DATABASE", "OWNER_ROLE", "APPLICATION_ROLE"):
            assert compose.environment(db)[variable] != compose.environment(keys)[variable]

    def test_beat_knows_the_queue_and_nothing_else(self) -> None:
        assert set(compose.secrets(service("beat")).values()) == {"secret_key", "redis_password"}

    @pytest.mark.parametrize("name", OURS)
    def test_it_speaks_to_data_bases_by_tls_and_knows_them_by_their_certificate(self, name: str) -> None:
        addresses = [
            value for value in compose.environment(service(name)).values() if value.startswith("postgresql:")
        ]
        assert addresses
        for address in addresses:
            assert address.endswith("?sslmode=verify-full&sslrootcert=/run/secrets/authority")


class TestSettings:
    """What the processes are told."""

    @pytest.mark.parametrize("name", OURS)
    def test_each_variable_is_one_that_the_application_reads(self, name: str) -> None:
        assert set(compose.environment(service(name))) <= VARIABLES

    @pytest.mark.parametrize("name", OURS)
    def test_the_application_can_start_with_what_it_is_told(self, name: str, tmp_path: Any) -> None:
        secret = tmp_path / "secret"
        secret.write_text("of-this-test")
        told = compose.environment(service(name))
        for variable in [*PASSWORD_FILES, *(f"{secret}_FILE" for secret in SECRETS)]:
            if variable in told:
                told[variable] = str(secret)
        told |= {
            "SERVICE_PROFILE": "leicester",
            "EMAIL_URL": "smtps://post@mail.example",
            "REPORTS_URL": "",
            "DISCREET_FROM": "",
            "NOTIFY_EMAIL_TEMPLATE": "",
            "NOTIFY_TEXT_TEMPLATE": "",
            "NOTIFY_DISCREET_TEXT_SENDER": "",
            "NOTIFY_LETTERS": "",
            "ALLOWED_HOSTS": "x",
        }
        found = read(told, ROOT)
        assert set(PURPOSES) - {"SECRET_KEY"} <= set(told)
        assert not found.demonstration
        assert found.trusted_proxies == 1

    def test_everything_asked_of_the_operator_is_in_the_example(self) -> None:
        example = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
        offered = dict(line.split("=", 1) for line in example.splitlines() if re.match(r"[A-Z_]+=", line))
        asked = compose.asked_for(compose.FILE.read_text(encoding="utf-8"))
        assert asked - set(offered) == {"HTTP_PORT", "HTTPS_PORT"}
        assert set(offered) <= asked
        assert not any(re.search(r"PASSWORD|SECRET_KEY", name) for name in offered)

    def test_each_file_that_is_mounted_is_in_the_repository(self) -> None:
        for where in compose.whole()["configs"].values():
            assert (ROOT / where["file"]).is_file()

    def test_the_queues_are_served_by_those_they_are_for(self) -> None:
        served = {}
        for name, one in OURS.items():
            command = [str(word) for word in one.get("command", [])]
            if "--queues" in command:
                served[name] = command[command.index("--queues") + 1]
        assert served == {"worker": "celery", "sealer": "sealer"}
        assert service("beat")["deploy"]["replicas"] == 1
