"""What figures show: results of a run as arrays and summaries."""
