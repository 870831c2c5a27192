"""Pages that guide: obligations, next steps, shared tools."""
