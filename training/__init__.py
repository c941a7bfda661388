"""Models: data sets, fitting, tuning, registry."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.fitting import Fitted, fit

__all__ = ["Fitted", "fit"]


def __getattr__(name: str) -> Any:
    """What fits models, when it is asked for: whoever only reads a model does without what fitting loads."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from training import fitting

    return getattr(fitting, name)
