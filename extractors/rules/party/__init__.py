"""Who a document is from and to: address blocks on the page, what their lines are, and whose they are."""
