"""The echo application: what is asked comes back, for measuring everything around it."""
