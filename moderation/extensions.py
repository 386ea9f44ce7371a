"""Flask extensions, unbound; `app.py` binds them."""

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from models import Base
from moderation.adapters.database import DeskSession

db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={"class_": DeskSession, "expire_on_commit": False},
)
migrate = Migrate(directory="migrations", render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
login_manager = LoginManager()
babel = Babel()
compress = Compress()
