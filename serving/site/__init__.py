"""A site: one Ray cluster with its applications, a gateway, a durable store, and a supervisor over them."""
