"""Tables on paper: a line of headings names the columns, and what stands below them are the rows."""
