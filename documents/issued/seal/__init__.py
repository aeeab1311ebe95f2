"""The electronic seal on issued documents: where its key is, putting it on, recognising it on a file."""
