"""Progress goes to standard error, late and only to a person; JSON is one object, and never NaN."""

import io
import json
import sys
import time

import pytest

from cli import console


class Screen(io.StringIO):
    """A standard error that a person watches."""

    def isatty(self) -> bool:
        return True


def test_a_long_act_shows_its_title_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(console, "SECONDS_BEFORE_PROGRESS", 0.01)
    monkeypatch.setenv("TERM", "xterm")
    with console.working("Projecting"):
        until = time.monotonic() + 10
        while "Projecting" not in screen.getvalue() and time.monotonic() < until:
            time.sleep(0.02)
    assert "Projecting" in screen.getvalue()


def test_a_short_act_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with console.working("Projecting"):
        pass
    assert screen.getvalue() == ""


def test_a_program_is_shown_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr(console, "SECONDS_BEFORE_PROGRESS", 0.0)
    with console.working("Projecting"):
        time.sleep(0.05)
    assert log.getvalue() == ""


def test_an_act_that_fails_takes_its_bar_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Screen())
    with pytest.raises(ZeroDivisionError), console.working("Projecting"):
        _ = 1 / 0


def test_json_refuses_what_json_has_no_word_for(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_json({"中": [1.5, None]})
    assert json.loads(capsys.readouterr().out) == {"中": [1.5, None]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        console.print_json({"before": 1, "x": float("nan")})
    assert capsys.readouterr().out == ""


def test_a_table_in_a_file_is_wide_enough_for_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_table("Title", ("Key", "Reason"), [("pension.contribution.employee_rate", "word " * 60)], left=2)
    shown = capsys.readouterr().out
    assert "pension.contribution.employee_rate" in shown
    assert max(map(len, shown.splitlines())) <= console.WIDTH_OF_A_FILE


def figures(monkeypatch: pytest.MonkeyPatch, width: int) -> tuple[str, bool]:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [("城乡居民基本养老保险", "123,456,789", "9,876"), ("失业保险", "1,234", "7")]
    left_out = console.print_figures("Title", ("Fund", "Income", "Insured"), rows, left=1, spare=(2,))
    return screen.getvalue(), left_out


def test_a_wide_screen_shows_every_column(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, left_out = figures(monkeypatch, 100)
    assert not left_out
    assert "9,876" in shown


@pytest.mark.parametrize("width", [26, 30])
def test_a_narrow_screen_leaves_a_column_out_and_never_breaks_a_figure(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    shown, left_out = figures(monkeypatch, width)
    assert left_out
    assert "123,456,789" in shown
    assert "Insured" not in shown
