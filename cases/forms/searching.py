"""Takes what someone searches for. It looks nothing up."""

from __future__ import annotations

from typing import Any

from sendiass.profiles import profile
from sendiass.ui.fields import NameField
from sendiass.ui.forms import GovukForm


class SearchForm(GovukForm):
    """One box for everything one can search by."""

    words = NameField(
        label="Name, reference, date of birth, phone number, email address or postcode",
        max_length=200,
        error_messages={"required": "Enter a name, a reference, a date of birth, a number or a postcode"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prefix = profile().identity.reference_prefix
        self.fields[
            "words"
        ].help_text = f"The beginning of a name is enough. For example, Ann Smi, {prefix}-00042 or 13/5/2016."
