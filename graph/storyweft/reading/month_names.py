"""Names of months and days in six languages, and the words that stand in their dates.

Source: Unicode CLDR 44, ``main/{de,fr,es,it,pt,nl}/ca-gregorian.json`` (wide and abbreviated,
format and stand-alone): https://github.com/unicode-org/cldr-json
"""

import re

_MONTHS = {
    1: "januar jänner janvier enero gennaio janeiro januari jän janv ene gen",
    2: "februar feber février fevrier febrero febbraio fevereiro februari févr fevr fev",
    3: "märz maerz mars marzo março marco maart mär mrz mrt",
    4: "april avril abril aprile avr abr",
    5: "mai mayo maggio maio mei may mag",
    6: "juni juin junio giugno junho giu",
    7: "juli juillet julio luglio julho juil lug",
    8: "august août aout agosto augustus ago",
    9: "september septembre septiembre setiembre settembre setembro sept set",
    10: "oktober octobre octubre ottobre outubro okt ott out",
    11: "november novembre noviembre novembro",
    12: "dezember décembre decembre diciembre dicembre dezembro december dez déc dec dic",
}
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DAYS = (
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"
    " lundi mardi mercredi jeudi vendredi samedi dimanche"
    " lunes martes miércoles miercoles jueves viernes sábado sabado domingo"
    " lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato"
    " domenica segunda-feira terça-feira terca-feira quarta-feira quinta-feira sexta-feira"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
# What joins the parts of a date, as in «24 de junio de 2020», «mercredi 24 juin 2020 à 17h51».
_JOINTS = "de del di den der dem le les el il la um uhr à às alle ore om uur at op am vom"

_WORDS = {name: _ENGLISH[month - 1] for month, names in _MONTHS.items() for name in names.split()}
_WORDS |= dict.fromkeys([*_DAYS.split(), *_JOINTS.split()], "")
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?\b\.?")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:\.(?=[ \t]*[^\W\d_])|(?:er|º|°|ª)(?!\w))")
_CLOCK = re.compile(r"\b(\d{1,2})[ ]?h[ ]?(\d{2})\b")


def in_english(text: str) -> str:
    """Return a date with the English names of its month, and without words that say nothing.

    >>> in_english("Mittwoch, 24. Juni 2020, 17:51 Uhr"), in_english("24 de junio de 2020")
    ('24 Jun 2020, 17:51', '24 Jun 2020')
    """
    text = _CLOCK.sub(r"\1:\2", _ORDINAL.sub(r"\1 ", text))
    text = _WORD.sub(lambda match: _WORDS.get(match[0].rstrip(".").lower(), match[0]), text)
    return " ".join(text.split()).strip(" ,")
