"""The funds beside the employees' pension in many futures at once."""
