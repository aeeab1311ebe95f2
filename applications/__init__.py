"""Cases: the catalogue, the wizard, the life cycle and the reviewers' desk."""
