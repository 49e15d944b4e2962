"""Answers without a language model: only what the listing, the chat and the seller's facts say."""
