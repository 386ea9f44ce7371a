"""The security code drawn and spoken, with the package `captcha`."""

import hashlib
import secrets
import threading
from io import BytesIO
from pathlib import Path

from captcha.audio import BEEP, END_BEEP, SILENCE, AudioCaptcha, mix_wave, patch_wave_header
from captcha.image import ImageCaptcha

from moderation.domain.captcha_answers import ALPHABET

_VARIANTS = 4  # of each spoken digit, made once per process and language
_INK = (24, 58, 52, 255)
_PAPER = (250, 247, 241)
#: The package pastes letters through their own brightness, which makes dark ink pale; this undoes
#: it.
_OPAQUE = [min(255, level * 255 // 45) for level in range(256)]


class CaptchaMedia:
    """Draws in about 4 ms; speaking joins clips made beforehand, so that sound can't burn CPU."""

    def __init__(self, voices: Path) -> None:
        self._voices = voices
        self._picture = ImageCaptcha(width=176, height=60, font_sizes=(44, 48, 52))
        self._picture.character_rotate = (-20, 20)
        self._picture.word_offset_dx = 0.08  # digits touch, and never hide one another
        self._picture.lookup_table = _OPAQUE
        self._clips: dict[str, dict[str, list[bytes]]] = {}
        self._making = threading.Lock()

    def draw(self, answer: str) -> bytes:
        """A PNG, 176 x 60 pixels, dark ink on paper; eight colours keep it near 3 KB."""
        file = BytesIO()
        self._picture.generate_image(answer, bg_color=_PAPER, fg_color=_INK).quantize(8).save(
            file, "png"
        )
        return file.getvalue()

    def speak(self, answer: str, language: str, *, name: str) -> bytes:
        """A WAV (8 kHz, mono) that says the digits of `answer` one by one; in this process always
        the same for the code called `name`, because a browser may fetch it in parts.
        """
        clips = self._clips_for(language)
        drawn = hashlib.sha256(name.encode()).digest()
        body = bytearray(BEEP + SILENCE)
        for digit, number in zip(answer, drawn, strict=False):
            body += clips[digit][number % _VARIANTS]
        return bytes(patch_wave_header(body + SILENCE + END_BEEP))

    def _clips_for(self, language: str) -> dict[str, list[bytes]]:
        with self._making:
            if language not in self._clips:
                voice = _Voice(str(self._voices / language))
                voice.load()
                self._clips[language] = {
                    digit: [voice.clip(digit) for _ in range(_VARIANTS)] for digit in ALPHABET
                }
            return self._clips[language]


class _Voice(AudioCaptcha):
    def clip(self, digit: str) -> bytes:
        """One digit, twisted, over a murmur, with a pause behind it."""
        said = self._twist_pick(digit)
        pause = len(SILENCE) * (2 + secrets.randbelow(3))
        murmur = self.create_background_noise(len(said) + pause, digit)[: len(said) + pause]
        murmur[: len(said)] = mix_wave(said, murmur[: len(said)])
        return bytes(murmur)
