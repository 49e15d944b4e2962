"""Any order of events: buyers, the seller, the clock and the network, and what holds whatever comes."""
