"""What a person does, from one end to the other, in a real browser on the real stack."""
