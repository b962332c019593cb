"""Constants that packages export, as far as the tables look at them.

Source: segmentation_models_pytorch 0.6 (``losses/constants.py``).
"""

from __future__ import annotations

from typing import Final

CONSTANTS: Final[dict[str, object]] = {
    f"segmentation_models_pytorch.losses.{mode.upper()}_MODE": mode
    for mode in ("binary", "multiclass", "multilabel")
}
"""Their values by canonical name."""
