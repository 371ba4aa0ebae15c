from users.models.audit import AuditEvent
from users.models.command import Command
from users.models.desk_code import DeskCode
from users.models.notification import Notification
from users.models.user import Role, RoleAssignment, User

__all__ = ["AuditEvent", "Command", "DeskCode", "Notification", "Role", "RoleAssignment", "User"]
