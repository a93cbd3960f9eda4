"""What can go wrong in the blog, in whole sentences."""

from shared_apps.foundation.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge


class SlugTaken(Conflict):
    """Another post or page of this kind has the address."""

    code = "blog.slug_taken"
    sentence = "The address “{slug}” is taken by another {kind}. Choose another one."


class EditedMeanwhile(Conflict):
    """Somebody saved the post after this person opened it."""

    code = "blog.edited_meanwhile"
    sentence = (
        "Somebody else has saved this {kind} since you opened it. Open it again in another tab, "
        "bring your changes over, and save there."
    )


class MomentNeeded(Invalid):
    """A schedule without a moment, or with one that has passed."""

    code = "blog.moment_needed"
    sentence = "Choose a moment in the future to publish at."


class NotInTrash(Conflict):
    """Only what is in the trash can be deleted for good."""

    code = "blog.not_in_trash"
    sentence = "Move it to the trash first; only then can it be deleted for good."


class CategoryLoop(Invalid):
    """A category would be inside itself."""

    code = "blog.category_loop"
    sentence = "A category cannot be inside itself or inside one of its own subcategories."


class PageLoop(Invalid):
    """A page would be inside itself."""

    code = "blog.page_loop"
    sentence = "A page cannot be inside itself or inside one of its own subpages."


class TermTaken(Conflict):
    """Another category or tag has the address."""

    code = "blog.term_taken"
    sentence = "There is a {noun} with the address “{slug}” already."


class CommentsClosed(Forbidden):
    """No comments are taken here."""

    code = "blog.comments_closed"
    sentence = "Comments on this post are closed."


class CommentsForMembers(Forbidden):
    """Only members may comment."""

    code = "blog.comments_for_members"
    sentence = "Only members can comment here. Sign in first."


class NoSuchParent(Invalid):
    """The comment that is answered is not there for this person."""

    code = "blog.no_such_parent"
    sentence = "The comment you are answering is no longer there."


class ExportTooLarge(TooLarge):
    """The upload is over the limit."""

    code = "blog.export_too_large"
    sentence = (
        "This file is larger than {limit}. Export your site in parts (WordPress: Tools, Export) "
        "and import them one after the other."
    )


class ExportRefused(Invalid):
    """The file is no WordPress export that can be read; `reason` is a whole sentence."""

    code = "blog.export_refused"
    sentence = "{reason}"


class ImportUnderWay(Conflict):
    """The same file is being imported at this moment."""

    code = "blog.import_under_way"
    sentence = "This file is being imported already."


class NoSuchPost(NotFound):
    """There is no such post for this person."""

    code = "blog.no_such_post"
    sentence = "There is no such post or page here."
