"""Workbooks (SpreadsheetML): from the parts of the file to what their cells show."""
