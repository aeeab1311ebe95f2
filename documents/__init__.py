"""Papers: files handed in and certificates handed out."""
