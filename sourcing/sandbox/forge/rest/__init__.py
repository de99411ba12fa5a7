"""The REST side of the forge: which path is answered by what, and the bodies of the answers."""
