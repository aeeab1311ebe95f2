"""The notices that a transition sends."""
