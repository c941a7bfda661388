"""The claims of who looks at persons, as `anlan dashboard --as` is given them in a file."""

import json
from pathlib import Path

from core.errors import FileMissing, InputError
from core.principal import Principal


def read_claims(path: Path) -> Principal:
    """The principal of a file of claims: a JSON object with sub, tenant, roles, region and purpose.

    Raises FileMissing where it cannot be read, InputError where it is no object, PrincipalRefused for wrong claims.
    """
    try:
        claims = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise FileMissing("the claims cannot be read.", path=path, remedy="Give a file with a JSON object.") from err
    except ValueError as err:
        raise InputError("this is not JSON.", path=path, remedy="Write one JSON object.") from err
    if not isinstance(claims, dict):
        raise InputError("this is no JSON object.", path=path, remedy="Write sub, tenant, roles, region and purpose.")
    return Principal.from_claims(claims)
