"""What operators, monitoring and people see of how the portal runs."""
