"""The page Risk: the ledger of suspected cases, one case with its reasons, where the yuan are, and what was found."""
