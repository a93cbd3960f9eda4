"""What exists in a workspace's blog."""

from .comments import Comment
from .imports import ImportRun, ImportSkip
from .people import Author
from .posts import FormerSlug, Post
from .terms import Category, Tag

__all__ = [
    "Author",
    "Category",
    "Comment",
    "FormerSlug",
    "ImportRun",
    "ImportSkip",
    "Post",
    "Tag",
]
