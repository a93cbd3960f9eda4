"""Why something of an export was left out, or came in otherwise than it was."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """`left_out` is False where the thing is here, but not quite as it was."""

    heading: str
    sentence: str
    left_out: bool = True


REASONS: dict[str, Reason] = {
    "attachment": Reason(
        "Media files",
        "Files are not downloaded. Pictures in posts are still shown from their old address.",
    ),
    "menu": Reason("Menus", "Menus belong to a WordPress theme; this blog makes its own."),
    "custom_type": Reason(
        "Other kinds of content", "These belong to a theme or plugin, and have no place in a blog."
    ),
    "custom_term": Reason(
        "Other groupings", "These belong to a theme or plugin, and have no place in a blog."
    ),
    "trashed": Reason("From the trash", "What lay in WordPress's trash stays out."),
    "revision": Reason("Revisions", "Only the latest version of a text is brought in."),
    "no_id": Reason(
        "Without identity",
        "These have neither a guid nor a number, so a second import could not know them again.",
    ),
    "duplicate": Reason("Twice in the file", "The same item, by guid and number, came before in this file."),  # noqa: E501
    "too_long": Reason("Too long", "The text has more than 500,000 characters."),
    "unnamed_term": Reason("Without a name", "A category or tag without a usable name."),
    "spam_comment": Reason("Spam", "Comments marked as spam or thrown away stay out."),
    "custom_comment": Reason(
        "Other kinds of comments", "These belong to a plugin, as notes on orders do."
    ),
    "empty_comment": Reason("Empty comments", "There is nothing in them, or nothing to know them by."),  # noqa: E501
    "password": Reason(
        "Had a password",
        "Posts have no passwords here. They came in as private: only writers see them.",
        left_out=False,
    ),
    "pending_post": Reason(
        "Waited for review", "They came in as drafts.", left_out=False
    ),
    "slug": Reason(
        "New address", "The old address is taken here, so they got another one.", left_out=False
    ),
    "shortcode": Reason(
        "Parts from plugins",
        "Something in the text was made by a plugin or theme and was taken out.",
        left_out=False,
    ),
    "page_loop": Reason(
        "Pages inside each other", "The page above was below it as well; it now stands alone.",
        left_out=False,
    ),
}  # fmt: skip
