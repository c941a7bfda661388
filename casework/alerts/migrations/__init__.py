"""How the tables of the ledger came to be what they are: one script for each change, never edited afterwards."""
