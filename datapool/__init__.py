"""Five departments' data: intake, standards, quality, linkage, lineage, sharing, aggregates."""
