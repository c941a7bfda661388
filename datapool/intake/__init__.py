"""Departments' deliveries read, checked row by row and landed whole or not at all."""
