"""One file for each kind of document; `registry` lists them."""
