"""What a party meets of hearings and mediations."""
