from users.models.audit import AuditEvent
from users.models.command import Command
from users.models.notification import Notification
from users.models.user import Role, RoleAssignment, User

__all__ = ["AuditEvent", "Command", "Notification", "Role", "RoleAssignment", "User"]
