"""Why the vault shows nothing: keys that are lost, wrong or exposed, and cells that are not what was sealed.

Whoever gave the key or the table gave a wrong one: exit code 2, although the errors carry no remedy of their own.
"""

from core.errors import AnlanError, InputError


class MasterKeyRefused(InputError):
    """The file of the master key is not there, not a key, open to others, or inside the pool it protects."""

    code = "vault.master_key_refused"


class NotSealable(InputError):
    """Values or their places are not such that they can be sealed."""

    code = "vault.not_sealable"


class NotIndexable(InputError):
    """A blind index was asked for of an item whose values could be guessed from it."""

    code = "vault.not_indexable"


class WrongMasterKey(AnlanError):
    """The master key is not the one under which the data keys are wrapped: nothing is opened."""

    code = "vault.wrong_master_key"
    exit_code = 2


class KeyLost(AnlanError):
    """A data key is gone: what was sealed under it cannot be opened by anybody."""

    code = "vault.key_lost"
    exit_code = 2


class SealBroken(AnlanError):
    """Sealed values were changed, cut or moved to another cell: nothing of the column is shown."""

    code = "vault.seal_broken"
    exit_code = 2


class KeysNotWritten(AnlanError):
    """The wrapped keys could not be put where they belong, so that nothing was sealed."""

    code = "vault.keys_not_written"
