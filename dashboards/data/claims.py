"""The claims of who looks at persons, as `anlan dashboard --as` is given them in a file."""

from pathlib import Path

from core.principal import Principal
from datapool.viewing.claims import claims_in


def read_claims(path: Path) -> Principal:
    """The principal of a file of claims: a JSON object with sub, tenant, roles, region and purpose.

    Raises FileMissing where it cannot be read, InputError where it is no object, PrincipalRefused for wrong claims.
    """
    return Principal.from_claims(claims_in(path))
