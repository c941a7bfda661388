"""How hard the made-up province is: facts about its frauds, and how far naive detectors get. Frozen before any detector."""
