"""数据: what the departments delivered, how good it is, what was kept out, and whom it is about."""
