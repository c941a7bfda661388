"""What a country supplies: published figures, fitted parameters, assumptions and the funds it runs."""
