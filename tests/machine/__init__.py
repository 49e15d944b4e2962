"""Any order of events: buyers, the seller, the clock, the network; what holds whatever comes."""
