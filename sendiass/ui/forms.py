"""What every form has in common: its drawing, its words, its care for what was typed. It never saves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sendiass.access import Decision
from sendiass.ui.drawing import drawn
from sendiass.ui.fields.once import OnceField
from sendiass.ui.fields.texts import HIDDEN_CHARACTER
from sendiass.ui.widgets import Checkboxes, Radios, ThreeBoxes

Look = tuple[Any, ...]
Typed = Mapping[str, str | list[str]]

NOT_A_CHOICE = "Select one of the choices for “{label}”"

LOOKS_KEPT = 500
_drawn_before: dict[Look, SafeString] = {}


class GovukBoundField(BoundField):
    """A field on its form: knows its classes, its first box, and the questions beneath its choices."""

    form: forms.BaseForm

    def as_field_group(self) -> SafeString:
        """The field as its template draws it; one that looks as before is not drawn again."""
        look = self._look()
        if look is None:
            return super().as_field_group()
        if look not in _drawn_before:
            if len(_drawn_before) >= LOOKS_KEPT:
                _drawn_before.clear()
            _drawn_before[look] = super().as_field_group()
        return _drawn_before[look]

    def _look(self) -> Look | None:
        """All that this field's drawing depends on, of a field that is drawn alike and holds nothing anybody typed."""
        if self.name not in getattr(self.form, "drawn_alike", ()) or self.errors:
            return None
        value = self.value()
        held: tuple[Any, ...] = tuple(value) if isinstance(value, list | tuple) else (value,)
        choices = tuple(getattr(self.field, "choices", ()))
        if not set(held) <= {None, "", self.field.initial, *(key for key, _ in choices)}:
            return None
        beneath = tuple(self.form[name]._look() for names in self._reveals.values() for name in names)  # type: ignore[attr-defined]
        if None in beneath:
            return None
        return type(self.form), self.auto_id, held, choices, get_language(), beneath

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> Any:
        drawn = widget or self.field.widget
        built: dict[str, Any] = dict(super().build_widget_attrs(attrs, widget))
        css = _css_of(drawn)
        if css is None:
            return built
        own = str(drawn.attrs.get("class", "")).split()
        wrong = [f"{css}--error"] if self.errors else []
        counting = ["govuk-js-character-count"] if self.counted else []
        built["class"] = " ".join(dict.fromkeys([css, *own, *wrong, *counting]))
        if self.counted:
            built["aria-describedby"] = f"{built.get('aria-describedby', '')} {self.auto_id}-info".strip()
        return built

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: Any = None, only_initial: bool = False
    ) -> SafeString:
        drawn = widget or self.field.widget
        if isinstance(drawn, Radios | Checkboxes):
            drawn.revealed = {value: self._draw(names) for value, names in self._reveals.items()}
        return super().as_widget(widget, attrs, only_initial)

    def _draw(self, names: Sequence[str]) -> SafeString:
        return mark_safe("".join(self.form[name].as_field_group() for name in names))  # noqa: S308 - drawn by templates

    @property
    def _reveals(self) -> Mapping[str, Sequence[str]]:
        return getattr(self.field, "reveals", {})

    @property
    def counted(self) -> bool:
        """Whether the number of characters left is told while typing."""
        return bool(getattr(self.field, "count", False))

    @property
    def is_single_box(self) -> bool:
        """Whether the label stands beside one box to tick."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_marked_optional(self) -> bool:
        """Whether the label says that it may be left open."""
        return not self.field.required and bool(getattr(self.form, "marks_optional", False))

    @property
    def marked(self) -> Sequence[tuple[str, bool]]:
        """What was typed in pieces, each with whether it is marked; empty where nothing is."""
        found: Sequence[tuple[str, bool]] = getattr(self.form, "marked", {}).get(self.name, ())
        return found

    @property
    def is_revealed(self) -> bool:
        """Whether it is drawn beneath a choice, and so not by itself."""
        return self.name in getattr(self.form, "revealed", ())

    @property
    def first_id(self) -> str:
        """The id of the first thing that can take the focus: where the error summary leads."""
        if isinstance(self.field.widget, Radios | Checkboxes | ThreeBoxes):
            return f"{self.auto_id}_{self._first_wrong_box}"
        return self.auto_id

    @cached_property
    def _first_wrong_box(self) -> int:
        if not isinstance(self.field.widget, ThreeBoxes):
            return 0
        value = self.value()
        empty = [i for i, part in enumerate(value) if not part] if isinstance(value, list) else []
        return empty[0] if empty else 0


def _css_of(widget: forms.Widget) -> str | None:
    if isinstance(widget, forms.Textarea):
        return "govuk-textarea"
    if isinstance(widget, Radios | Checkboxes | ThreeBoxes | forms.HiddenInput):
        return None
    if isinstance(widget, forms.CheckboxInput):
        return "govuk-checkboxes__input"
    if isinstance(widget, forms.FileInput):
        return "govuk-file-upload"
    return "govuk-select" if isinstance(widget, forms.Select) else "govuk-input"


class GovukRenderer(TemplatesSetting):
    """Draws forms, fields and widgets with the service's own templates."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = GovukBoundField  # libraries' forms, too

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        plain = drawn(template_name, context)
        return super().render(template_name, context, request) if plain is None else plain


class GovukForm(forms.Form):
    """The form to build on.

    `typed` fills it from a draft (what the browser held, name → value), after `initial`. Error messages
    of fields may contain `{label}`, and those a field does not set are put in plain words.
    `drawn_alike` names fields whose looks depend on nothing but their value and their choices: while they hold
    nothing that was typed, each look is drawn once and kept.
    `refused_at` names, by rule, the fields at the first of which the form says why it refused.
    `marked` gives, by field, what was typed in pieces, each with whether it is marked: shown beside the box.
    """

    use_required_attribute = False
    marks_optional = True
    drawn_alike: Collection[str] = ()
    marked: Mapping[str, Sequence[tuple[str, bool]]] = MappingProxyType({})
    refused_at: Mapping[str, Sequence[str]] = MappingProxyType({})
    refused_by = ""
    """The rule that refused what the form, though valid, asked for."""
    required_css_class = ""
    error_css_class = ""

    def __init__(self, *args: Any, typed: Typed | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _speak_plainly(field, str(field.label or name.replace("_", " ").capitalize()))
        if typed is not None:
            self._fill_from(typed)

    def refused(self, decision: Decision) -> None:
        """Say why what it asked for was refused: at the question it is about, or above them all."""
        self.refused_by = decision.rule
        fields = self.refused_at.get(decision.rule, ())
        self.add_error(next((name for name in fields if name in self.fields), None), decision.reason)

    def _fill_from(self, typed: Typed) -> None:
        data = QueryDict(mutable=True)
        for key, value in typed.items():
            data.setlist(key, value if isinstance(value, list) else [value])
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(data, self.files, self.add_prefix(name))
            if value is not None:
                self.initial[name] = value

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.not_asked:
            self.cleaned_data[name] = self._empty_answer(name)
            self.errors.pop(name, None)

    def _empty_answer(self, name: str) -> Any:
        field = copy(self.fields[name])  # shown again, its own must not call itself optional
        field.required = False
        return field.clean(field.widget.value_from_datadict(QueryDict(), self.files, self.add_prefix(name)))

    @property
    def not_asked(self) -> frozenset[str]:
        """Names of the fields beneath choices of which none was made: they are neither asked nor kept."""
        asked: set[str] = set()
        beneath: set[str] = set()
        for name, reveals in self._reveals():
            chosen = self[name].data or []
            for value, names in reveals.items():
                beneath.update(names)
                if value in ([chosen] if isinstance(chosen, str) else chosen):
                    asked.update(names)
        return frozenset(beneath - asked)

    @property
    def revealed(self) -> frozenset[str]:
        """Names of the fields that are drawn beneath a choice, and so not by themselves."""
        return frozenset(
            name for _, reveals in self._reveals() for names in reveals.values() for name in names
        )

    def _reveals(self) -> Iterator[tuple[str, Mapping[str, Sequence[str]]]]:
        for name, field in self.fields.items():
            if reveals := getattr(field, "reveals", None):
                yield name, reveals


class FilterForm(GovukForm):
    """Narrows a list by GET: nothing in it is asked for, so nothing is marked as optional."""

    marks_optional = False


class OnceForm(GovukForm):
    """A form that makes one record however often it is sent; `cleaned_data["once"]` is its key (a UUID).

    Pass `initial={"once": once_key(...)}` to make two tabs share one key.
    """

    once = OnceField()


def problems_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Every message of a form with the id of the box to mend (empty where no one box is wrong)."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        target = bound.first_id if isinstance(bound, GovukBoundField) and not bound.is_hidden else ""
        found += [(target, str(message)) for message in bound.errors]
    return found


def _speak_plainly(field: forms.Field, label: str) -> None:
    messages = {code: str(message) for code, message in field.error_messages.items()}
    if messages.get("required") == str(forms.Field.default_error_messages["required"]):
        messages["required"] = _ask_for(field, label)
    for code in ("invalid_choice", "invalid_list"):
        if isinstance(field, forms.ChoiceField):
            messages[code] = NOT_A_CHOICE
    field.error_messages = {code: message.replace("{label}", label) for code, message in messages.items()}
    field.validators = [
        ProhibitNullCharactersValidator(HIDDEN_CHARACTER.replace("{label}", label))
        if isinstance(validator, ProhibitNullCharactersValidator)
        else validator
        for validator in field.validators
    ]


def _ask_for(field: forms.Field, label: str) -> str:
    verb = "Select" if isinstance(field, forms.ChoiceField | forms.BooleanField) else "Enter"
    if label.endswith("?"):
        return f"{verb} an answer to “{label}”"
    return f"{verb} {label if label[1:2].isupper() else label[:1].lower() + label[1:]}"
