"""What reviewers work with: queue, assignment, findings, decisions."""
