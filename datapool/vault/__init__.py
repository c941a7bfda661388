"""The vault: sensitive fields sealed one by one, so that a stolen file, a moved cell or a lost key shows nothing."""
