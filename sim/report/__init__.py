"""What a report is made of, and how it becomes a page or a Word document; what it says is told by what it is about."""
