"""What a web page is beyond its text: styles that hide, and data for machines."""
