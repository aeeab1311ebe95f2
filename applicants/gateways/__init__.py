"""The outside systems that know people: e-Devlet, the missions, the registers."""
