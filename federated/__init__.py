"""Training and analytics across regions without moving raw data."""
