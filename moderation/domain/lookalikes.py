"""Letters of other alphabets that look like ours, and digits that stand for letters."""

_PAIRS = (
    ("авеёикмнопрстухіјѕԁһԛԝьгѵ", "abeeukmhonpctyxijsdhqwbrv"),  # Cyrillic
    ("αβγδεζηικλμνοπρςστυχω", "abydezniklmvonpcotuxw"),  # Greek
    ("օոսցհ", "onugh"),  # Armenian
    ("ðɖƌɗłƚøıħŧþɑɡƙƈƒɓŋʋ", "đđđdllo" + "ihtpagkcfbnv"),
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),  # small capitals
)
#: One letter for one letter, lower case.
LETTERS = {theirs: our for those, ours in _PAIRS for theirs, our in zip(those, ours, strict=True)}
#: Letters in circles, squares and flags, from their A on.
LETTERS |= {
    chr(first + place): chr(ord("a") + place)
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
LETTERS |= {"ß": "ss", "æ": "ae", "œ": "oe"}

#: Signs that stand for a letter in the middle of a word: "l0n", "c@c", "đ!t".
DIGITS = {"0": "o", "1": "i", "3": "e", "4": "a", "@": "a", "!": "i"}

#: How words are shortened in messages; the long form stands for both.
SHORT_WORDS = {
    short: word
    for word, shorts in {
        "không": "k ko kg hok hông hổng khum khong",
        "được": "đc dc đk được duoc",
        "với": "vs",
        "người": "ng ngừi nguoi",
        "gì": "j gj",
        "rồi": "r rùi rui",
        "biết": "bít bik biet bjt",
        "quá": "wá wa",
        "cũng": "cx cug cũg",
        "mọi người": "mn mng",
        "giờ": "h",
        "nhiều": "nhìu nhiu",
        "vậy": "z zậy zay",
        "thế": "thía",
    }.items()
    for short in shorts.split()
}
