"""Mails, whichever format they come in: parts, bodies, and what Outlook makes of them."""
