"""What the blog tells Atrium about itself."""

from shared_apps.registry.manifest import (
    Capability,
    Card,
    Module,
    NavItem,
    Schedule,
    SettingField,
)
from shared_apps.registry.roles import MANAGERS, PUBLIC, WORKERS

MODULE = Module(
    label="blog",
    name="Blog",
    tagline="Posts, pages and conversations, published in your own name.",
    description=(
        "Write in Markdown with a live preview, publish now or later, sort posts into categories "
        "and tags, moderate comments, and bring a whole WordPress site with you."
    ),
    icon="newspaper",
    category="Publishing",
    slug="blog",
    pages="tenant_apps.blog.urls",
    manage="tenant_apps.blog.urls_manage",
    api="tenant_apps.blog.api.urls",
    capabilities=(
        Capability("blog.read", "Read what is published", PUBLIC),
        Capability("blog.comment", "Comment on posts", PUBLIC),
        Capability("blog.write", "Write, edit and publish posts and pages", WORKERS),
        Capability("blog.moderate", "Approve and remove comments", WORKERS),
        Capability("blog.import", "Import a WordPress export", MANAGERS),
    ),
    navigation=(
        NavItem("Blog", "blog:list", "blog.read", "newspaper", place="site"),
        NavItem("Posts", "blog_manage:posts", "blog.write", "newspaper"),
        NavItem(
            "Comments",
            "blog_manage:comments",
            "blog.moderate",
            "messages-square",
            badge="tenant_apps.blog.queries.cards.pending_badge",
        ),
        NavItem("Categories and tags", "blog_manage:terms", "blog.write", "tags"),
        NavItem("Import", "blog_manage:imports", "blog.import", "file-down"),
    ),
    cards=(
        Card("Posts", "tenant_apps.blog.queries.cards.card_posts", "blog.write"),
        Card("Comments", "tenant_apps.blog.queries.cards.card_comments", "blog.moderate"),
    ),
    search="tenant_apps.blog.finder.provide",
    schedules=(
        Schedule("blog.publish_due", every_seconds=60),
        Schedule("blog.resume_imports", every_seconds=60),
    ),
    facts=(
        "blog.post_published",
        "blog.post_unpublished",
        "blog.comment_submitted",
        "blog.comment_approved",
        "blog.import_finished",
    ),
    settings=(
        SettingField("posts_per_page", "Posts per page", "integer", 10, "Between 1 and 50."),
        SettingField(
            "comments",
            "Comments",
            "choice",
            "moderated",
            "Comments of members who may moderate appear at once in any case.",
            choices=(
                ("open", "Appear at once"),
                ("moderated", "Wait for a moderator"),
                ("members", "Members only, appear at once"),
                ("closed", "Closed everywhere"),
            ),
        ),
        SettingField(
            "comment_days",
            "Close comments after days",
            "integer",
            0,
            "Days after publication; 0 keeps them open.",
        ),
        SettingField(
            "remote_images",
            "Show images from other sites",
            "boolean",
            True,
            "Other sites learn the address of readers whose browsers load their images.",
        ),
        SettingField(
            "feed_full_text",
            "Whole posts in feeds",
            "boolean",
            True,
            "Otherwise feeds hold excerpts.",
        ),
    ),
    demo="tenant_apps.blog.demo.build",
    privacy_export="tenant_apps.blog.privacy.export_person",
    privacy_erase="tenant_apps.blog.privacy.erase_person",
)
