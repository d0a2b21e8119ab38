"""Appraisal: which option for a trust, how sure, at whose cost, and what would change one's mind."""
