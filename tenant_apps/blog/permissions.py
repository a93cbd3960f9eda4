"""The blog's capabilities by name, so that a typing error is an ImportError."""

READ = "blog.read"
COMMENT = "blog.comment"
WRITE = "blog.write"
MODERATE = "blog.moderate"
IMPORT = "blog.import"
