"""Figures, one kind a file: from results to a drawn figure."""
