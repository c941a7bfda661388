"""变动归因: the change between two scenarios, split exactly over every assumption and rule that differs."""
