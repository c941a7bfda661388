"""The members of the employees' pension in many futures at once."""
