"""Back from a name of a purpose to the person of the index, for whoever has to investigate; written down first."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from core import duck
from core.errors import InputError
from core.principal import Principal
from datapool.marts.asking import asking
from datapool.marts.linked import ITEM, Linked
from datapool.marts.naming import MACRO, Naming, pool_key
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import IDENTIFIED, KIND, append_release
from datapool.standards.sql import quote


def identify(
    root: Path, purpose: str, names: Sequence[str], *, linked: Linked, who: str | Principal, now: datetime
) -> dict[str, str]:
    """[name of the purpose] the person's name in the index; names that stand for nobody in it are left out.

    A name of the index tells nothing by itself: who may look at the person is asked when the person is looked at.
    Raises ReleaseNotLogged where the asking cannot be written down, InputError where nobody or nothing is named.
    """
    if not names or (isinstance(who, str) and not who.strip()):
        raise InputError("nobody asks, or about nobody.", remedy="Name who asks, and the subjects of alerts.")
    folder = marts_folder(root)
    told = {KIND: IDENTIFIED, **asking(who), "at": now.isoformat(), "purpose": purpose, "names": sorted(set(names))}
    append_release(folder, told | {"persons": linked.version})
    connection = duck.connect()
    try:
        connection.execute(Naming.of(pool_key(folder), purpose).macro())
        connection.execute("CREATE TEMP TABLE asked AS SELECT unnest(?) AS name", [list(set(names))])
        return dict(
            connection.execute(
                f"SELECT name, person FROM (SELECT person, {MACRO}({quote(ITEM)}, person) AS name FROM "
                f"(SELECT DISTINCT person FROM read_parquet({quote(str(linked.links))}))) JOIN asked USING (name)"
            ).fetchall()
        )
    finally:
        connection.close()
