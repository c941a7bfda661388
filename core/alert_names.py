"""The name of an alert, for whoever names one and reads no file of them."""

from hashlib import sha256

_DIGITS = 16


def alert_name(subject: str, typology: str, first_month: str) -> str:
    """The name of an alert: the same subject, typology and first month (YYYY-MM) have the same."""
    return sha256(f"alert:{subject}:{typology}:{first_month}".encode()).hexdigest()[:_DIGITS]
