"""Pages of applicants: profile, new application, wizard, and what comes after sending."""
