"""Names the roles and data bases of the embedded PostgreSQL and spells their URLs; it connects to nothing."""

from dataclasses import dataclass
from urllib.parse import quote

from local_service.credentials import credentials
from local_service.places import DEFAULT_PROFILE
from local_service.ports import LOOPBACK

APP, OWNER, KEYS, KEYS_OWNER = "sendiass_app", "sendiass_owner", "sendiass_keys", "sendiass_keys_owner"


@dataclass(frozen=True)
class Addresses:
    """The URLs of the two data bases, each as the application's role and as the owner's."""

    data: str
    data_owner: str
    keys: str
    keys_owner: str


def names(profile: str) -> tuple[str, str]:
    """The data and the keys data base of a profile; those of several profiles lie side by side."""
    stem = "sendiass" if profile == DEFAULT_PROFILE else f"sendiass_{profile}"
    return stem, f"{stem}_keys"


def url(role: str, password: str, port: int, database: str) -> str:
    return f"postgresql://{role}:{quote(password, safe='')}@{LOOPBACK}:{port}/{database}"


def superuser_url(port: int) -> str:
    """Set-up's and the tests' way in; the service itself never gets it."""
    return url("postgres", credentials().superuser, port, "postgres")


def embedded(profile: str, port: int) -> Addresses:
    """The addresses of a profile's data bases in the embedded server."""
    secret, (data, keys) = credentials(), names(profile)
    return Addresses(
        data=url(APP, secret.app, port, data),
        data_owner=url(OWNER, secret.owner, port, data),
        keys=url(KEYS, secret.keys, port, keys),
        keys_owner=url(KEYS_OWNER, secret.keys_owner, port, keys),
    )
