"""How well the anomalies of any table can be found: reading, features, scorers, an honest protocol, figures."""
