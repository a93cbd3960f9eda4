"""What can be refused around workspaces, in words."""

from shared_apps.foundation.errors import Conflict, Invalid, NotFound


class SlugTaken(Conflict):
    """Another workspace has this address, or it is reserved."""

    code = "workspace.slug_taken"
    sentence = "The address “{slug}” is taken. Choose another."


class UnknownModule(NotFound):
    """No such module is installed."""

    code = "workspace.unknown_module"
    sentence = "There is no module called “{label}”."


class ModuleInUse(Conflict):
    """Another module that is on needs this one."""

    code = "workspace.module_in_use"
    sentence = "“{label}” is needed by {others}. Switch that off first."


class ModuleNotOff(Conflict):
    """Only a module that is off, with its data kept, can be purged."""

    code = "workspace.module_not_off"
    sentence = "“{label}” can only be purged while it is off and its data is kept."


class BadSlug(Invalid):
    """The address has a shape that host names do not allow."""

    code = "workspace.bad_slug"
    sentence = "{reason}"
