"""Rights under the data protection law (KVKK): requests, copy, erasure, retention."""
