"""Mail: templates, the letters made of them, and the ways out."""
