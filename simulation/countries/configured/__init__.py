"""Countries that are a folder of YAML: law, calendar, people, schemes composed from generic parts, and assumptions."""
