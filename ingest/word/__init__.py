"""What Word does beyond its text: numbers that it counts, and looks that it inherits."""
