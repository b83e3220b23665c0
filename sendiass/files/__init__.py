"""Files that families send: checked by content, sealed in chunks, drawn apart. It doesn't know whose they are."""
