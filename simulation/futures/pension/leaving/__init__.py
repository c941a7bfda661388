"""Who leaves when: the retirement pattern laid out by age."""
