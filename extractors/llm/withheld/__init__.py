"""What is kept from a model: private values, and sentences that give orders to one."""
