"""省际: who pays whom among the provinces, and one province from its own accounts."""
