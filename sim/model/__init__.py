"""The ground floor: state variables, enumerations, engine inputs, random purposes, indicators and partnership types."""
