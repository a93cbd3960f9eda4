"""People of a workspace: members and their roles, invitations, ways in."""
