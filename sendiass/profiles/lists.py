"""Fixed lists as this service shows them: entries hidden or relabelled by its profile, their meaning kept."""

from collections.abc import Iterable, Iterator

from django.db.models import TextChoices

from sendiass.profiles.loading import profile
from sendiass.profiles.schema import Profile
from sendiass.profiles.sections import ListChange

_UNCHANGED = ListChange()


def offered(
    choices: type[TextChoices], *, keep: str = "", under: Profile | None = None
) -> list[tuple[str, str]]:
    """The values to choose from with this service's labels, in the list's own order.

    `keep` is a value already on a record, offered even where the service hides it, so that editing a record
    does not lose what it says.
    """
    change = _change(choices, under)
    return [
        (member.value, change.relabel.get(member.value, str(member.label)))
        for member in choices
        if member.value not in change.hide or member.value == keep
    ]


def label(member: TextChoices, *, under: Profile | None = None) -> str:
    """What this service calls the value, hidden or not: an old record stays readable."""
    return _change(type(member), under).relabel.get(member.value, str(member.label))


def faults(lists: Iterable[type[TextChoices]], *, under: Profile | None = None) -> Iterator[str]:
    """What the profile changes in lists or values that do not exist; for the check at start-up."""
    known = {choices.__name__: choices for choices in lists}
    for name, change in (under or profile()).lists.items():
        if name not in known:
            yield f"[lists.{name}]: there is no such list; the lists are {', '.join(sorted(known))}"
            continue
        values = known[name].values
        for value in (*change.hide, *change.relabel):
            if value not in values:
                yield f"[lists.{name}]: there is no value {value}; the values are {', '.join(values)}"
        if set(values) <= set(change.hide):
            yield f"[lists.{name}]: every value is hidden; leave at least one"


def _change(choices: type[TextChoices], under: Profile | None) -> ListChange:
    return (under or profile()).lists.get(choices.__name__, _UNCHANGED)
