"""The words (money, months, errors) and the machine (settings, files, manifests) that every package shares."""
