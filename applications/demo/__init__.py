"""The demo's officers and people: fictional, made by the same transitions as real ones. Never outside demo mode."""
