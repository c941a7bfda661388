"""A province of China on its own accounts: what it gave, what the nation stands in for, and the levels that follow."""
