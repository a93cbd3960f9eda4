"""What provisioning refuses, in words."""

from shared_apps.foundation.errors import Conflict


class CannotCompile(RuntimeError):
    """A migration holds something that cannot be replayed as SQL."""


class LevelMoved(RuntimeError):
    """Another process has brought these tables further in the meantime."""


class CanaryFailed(RuntimeError):
    """The first workspace could not be migrated, so no other was touched."""


class NotExported(Conflict):
    """The data has not been written out since the module was switched off."""

    code = "workspace.module_not_exported"
    sentence = "Export the data of “{label}” first. It can be purged after that."


class WorkspaceBusy(Conflict):
    """Somebody else works on the same tables and did not finish in time."""

    code = "workspace.busy"
    sentence = "“{label}” is being used or changed just now. Try again in a moment."


class WrongConfirmation(Conflict):
    """The name that was typed is not the name of what would be deleted."""

    code = "workspace.wrong_confirmation"
    sentence = "Nothing was deleted: type exactly “{expected}” to confirm."
