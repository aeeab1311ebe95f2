"""The electronic seal on issued papers: where its key is, putting it on, recognising it on a file somebody brings."""
