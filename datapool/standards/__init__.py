"""The standards of the pool: data items, code lists, validators, regions, and what each department delivers."""
