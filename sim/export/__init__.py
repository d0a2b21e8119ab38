"""Tables of a results folder for other programs: CSV, Excel, Stata and R, with a dictionary of every column."""
