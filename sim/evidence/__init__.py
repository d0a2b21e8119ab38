"""The evidence: facts with their sources, patterns that a credible model reproduces, and how this one compares."""
