"""What the outside world lends a request, a job or a command, in one hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moderation.adapters.captcha_media import CaptchaMedia
from moderation.adapters.mail import Mailer
from moderation.adapters.passwords import Passwords
from moderation.adapters.photo_store import PhotoStore
from moderation.adapters.scorer import NoScorer, Scorer
from moderation.adapters.seal import Seal
from moderation.adapters.texter import Texter
from moderation.adapters.throttle import Throttle
from moderation.adapters.view_counter import ViewCounter
from moderation.domain.captcha_answers import CaptchaRules
from moderation.domain.reasons import Reason
from moderation.domain.settings import Settings
from moderation.domain.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Built once per app in `app.py`; tests replace single tools with `dataclasses.replace`."""

    settings: Settings
    clock: Callable[[], datetime]
    throttle: Throttle
    captcha_media: CaptchaMedia
    captcha_rules: CaptchaRules
    seal: Seal
    passwords: Passwords
    mailer: Mailer
    sms: Texter
    zalo: Texter | None  # none: nobody is told over Zalo
    views: ViewCounter
    reasons: Mapping[str, Reason]
    complaint_reasons: Mapping[str, Reason]
    taxonomy: Taxonomy
    photos: PhotoStore
    scorer: Scorer = field(default_factory=NoScorer)  # whoever runs the portal may bring one
