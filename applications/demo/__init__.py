"""The demo's officers and people: fictional, reached by the moves that real ones take. Never outside demo mode."""
