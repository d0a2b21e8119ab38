"""Published files that a trust appears in, read into a scenario of a trust like it."""
