"""The public record: what was done in the open, in a chain that anyone can check."""
