"""Attribution: what a difference between two scenarios is due to, part by part and mechanism by mechanism."""
