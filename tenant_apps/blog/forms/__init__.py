"""What people fill in. Forms check shapes; actions decide."""
