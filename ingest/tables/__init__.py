"""Tables on a page with geometry: those that lines are drawn around, and those that only gaps between columns show."""
