"""What was found about the accessibility of the software, and the public statement made from it."""
