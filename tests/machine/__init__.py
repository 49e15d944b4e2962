"""A life of everything at once: buyers, a seller, the clock and the network, in any order."""
