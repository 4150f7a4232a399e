"""What the HTML page is made of: its template, style and script, and the values that they show."""
