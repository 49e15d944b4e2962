"""Promises to the seller, played over the wire: pretend servers, the real program, a real database."""
