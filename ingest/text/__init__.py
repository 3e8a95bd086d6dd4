"""From text and its encodings to lines and tables: what readers of many formats share."""
