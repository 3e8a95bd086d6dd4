"""PDF pages: their text, what paints it, what hides it, and what else reads them."""
