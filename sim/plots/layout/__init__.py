"""Layout of figures: sheets, panels, axes, colours and text."""
