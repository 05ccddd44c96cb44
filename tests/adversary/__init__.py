"""What an adversary or an unlucky machine tries, a test for each."""
