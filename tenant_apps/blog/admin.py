"""Nothing here: the platform's admin serves no workspace, so it can show no workspace's rows.

Writers and moderators have their own pages below /manage/blog/.
"""
