"""Avito's API: a client for one account's calls, and a pretend Avito. Knows nothing of the bot."""
