"""China: published figures, assumptions to 2100 and the seven social-insurance funds."""
