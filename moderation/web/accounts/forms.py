"""Logging in, and one's own password."""

from wtforms import EmailField, PasswordField

from moderation.web import fields
from moderation.web.words import lazy_gettext


class LoginForm(fields.Form):
    email = EmailField(
        lazy_gettext("E-mail"),
        [fields.required(lazy_gettext("Xin nhập e-mail."))],
        filters=[fields.line],
    )
    password = PasswordField(
        lazy_gettext("Mật khẩu"), [fields.required(lazy_gettext("Xin nhập mật khẩu."))]
    )


class DigestForm(fields.Form):
    wants_digest = fields.Tick(lazy_gettext("Gửi tôi bản tóm tắt mỗi sáng"))


class PasswordForm(fields.Form):
    present = PasswordField(lazy_gettext("Mật khẩu hiện nay"), [fields.required(fields.NEEDED)])
    wanted = PasswordField(
        lazy_gettext("Mật khẩu mới"), [fields.required(fields.NEEDED), fields.new_password]
    )
