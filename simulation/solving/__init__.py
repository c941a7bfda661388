"""求解: the least move of a lever that keeps a fund solvent, and what two levers can do between them."""
