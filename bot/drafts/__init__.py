"""Draft outputs, the public comments on them, and the answer that every comment gets."""
