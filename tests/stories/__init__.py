"""Promises to the seller, played over the wire by the real program."""
