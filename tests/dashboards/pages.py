"""Pages as Streamlit runs them without a browser, with few futures and levers in force from a fixed year."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

SINCE, PATHS = 2027, 256
TIMEOUT_S = 400


def page_of(draw: Callable[[], None], **state: object) -> AppTest:
    """The page that the script `draw` draws, not yet run."""
    page = AppTest.from_function(draw, default_timeout=TIMEOUT_S)
    for key, value in {"since": SINCE, "paths": PATHS, "solver_paths": PATHS, **state}.items():
        page.session_state[key] = value
    return page


def html_of(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in page.get("html"))


def errors_of(page: AppTest) -> str:
    return "\n".join(str(error.value) for error in page.error)
