"""Names made comparable: each distinct name once, with its common form and its sound."""

import duckdb
import pyarrow as pa

from datapool.linkage.han import fold, sound

_SCHEMA = pa.schema([("name", pa.string()), ("folded", pa.string()), ("sound", pa.string())])


def make_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `names` of all names in `mentions` and `changes`: name, folded, sound.

    folded  one form of each character, no dots and blanks inside
    sound   pinyin without tones of each character by itself, put together; Latin letters small
    """
    asked = (
        "SELECT name FROM mentions UNION SELECT former_name FROM mentions WHERE former_name IS NOT NULL "
        "UNION SELECT unnest([before, after]) FROM changes WHERE NOT is_number"
    )
    # Distinct names are few beside the records: of five million persons some hundred thousand.
    found = connection.sql(f"SELECT name FROM ({asked}) WHERE name IS NOT NULL ORDER BY name").to_arrow_table()
    connection.register("compared", _compared(found.column(0).to_pylist()))
    connection.execute("CREATE TABLE names AS SELECT * FROM compared")
    connection.unregister("compared")


def _compared(names: list[str]) -> pa.Table:
    sounds: dict[str, str] = {}
    folded = [fold(name) for name in names]
    return pa.table([names, folded, [sound_of(name, sounds) for name in folded]], schema=_SCHEMA)


def sound_of(folded: str, sounds: dict[str, str]) -> str:
    """How a folded name sounds, character by character, so that one character always sounds alike.

    sounds  [character] its sound, of those met so far; those met now are added
    """
    for letter in folded:
        if letter not in sounds:
            sounds[letter] = sound(letter).casefold()
    return "".join(sounds[letter] for letter in folded)
