"""How well two colours can be told apart by eye; it chooses none."""

import re

WHITE = "#ffffff"
TEXT = "#0b0c0c"
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: the least ratio at which ordinary text can be read."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(value: str) -> bool:
    """Whether the value is a colour in the one form a profile takes: # and six small hexadecimal digits."""
    return _HEX.fullmatch(value) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, from 1.0 (the same) to 21.0 (black on white). WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
