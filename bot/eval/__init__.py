"""How good the answers are: sets of cases through the real drafter and guards, with no network
but the model's.
"""
