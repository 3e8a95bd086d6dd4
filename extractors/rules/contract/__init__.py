"""Who a contract is between: the parties of its opening paragraph, of a list of parties, and of its signatures."""
