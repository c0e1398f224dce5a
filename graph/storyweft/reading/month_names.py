"""Names of months and days in many languages, and the words that stand in their dates.

Source: Unicode CLDR 44, ``main/{en,de,fr,es,it,pt,nl}/ca-gregorian.json`` (wide and abbreviated,
format and stand-alone), ``{ru,uk,bg,pl,cs,sk,hu,tr,ro,el,sv,da,no,fi,ca,id}`` (wide, format and
stand-alone) and ``{zh,ja,ko}`` for dates of numbers: https://github.com/unicode-org/cldr-json
"""

import re

#: English names of months and days, in order, as others are written by.
MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
DAYS = tuple("Mon Tue Wed Thu Fri Sat Sun".split())

_MONTHS = (
    "january januar jänner janvier enero gennaio janeiro januari jan jän janv ene gen",
    "february februar feber février fevrier febrero febbraio fevereiro februari feb févr fevr fev",
    "march märz maerz mars marzo março marco maart mar mär mrz mrt",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio maio mei mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet julio luglio julho jul juil lug",
    "august août aout agosto augustus aug ago",
    "september septembre septiembre setiembre settembre setembro sep sept set",
    "october oktober octobre octubre ottobre outubro oct okt ott out",
    "november novembre noviembre novembro nov",
    "december dezember décembre decembre diciembre dicembre dezembro dec dez déc dic",
)
# A name that is one month here and another there is none: lip is July in Polish, June in Croatian.
_MORE_MONTHS = (
    "styczeń stycznia sty январь января янв січень січня януари ocak oca leden ledna január januára"
    " ianuarie ιανουαρίου tammikuu tammikuuta gener",
    "luty lutego lut февраль февраля фев февр лютий лютого февруари şubat şub únor února február"
    " februára febr februarie φεβρουαρίου helmikuu helmikuuta febrer",
    "marzec marca март марта мар березень березня mart březen března marec március márc martie"
    " μαρτίου marts maaliskuu maaliskuuta març maret",
    "kwiecień kwietnia kwi апрель апреля апр квітень квітня април nisan nis duben dubna apríl"
    " apríla április ápr aprilie απριλίου huhtikuu huhtikuuta",
    "maj maja май мая травень травня mayıs květen května máj mája május μαΐου toukokuu toukokuuta"
    " maig",
    "czerwiec czerwca cze июнь июня июн червень червня юни haziran haz červen června jún júna"
    " június iunie ιουνίου kesäkuu kesäkuuta juny",
    "lipiec lipca июль июля июл липень липня юли temmuz tem červenec července júl júla július iulie"
    " ιουλίου heinäkuu heinäkuuta juliol",
    "sierpień sierpnia sie август августа авг серпень серпня ağustos ağu srpen srpna augusta"
    " augusztus αυγούστου augusti elokuu elokuuta agost agustus",
    "wrzesień września wrz сентябрь сентября сен сент вересень вересня септември eylül eyl září"
    " septembra szeptember szept septembrie σεπτεμβρίου syyskuu syyskuuta",
    "październik października paź октябрь октября окт жовтень жовтня октомври ekim eki říjen října"
    " október októbra octombrie οκτωβρίου lokakuu lokakuuta",
    "ноябрь ноября ноя нояб листопад листопада ноември kasım kas listopadu listopada novembra"
    " noiembrie νοεμβρίου marraskuu marraskuuta",
    "grudzień grudnia gru декабрь декабря дек грудень грудня декември aralık ara prosinec prosince"
    " decembra decembrie δεκεμβρίου joulukuu joulukuuta desembre desember des",
)
# With the dot of an ordinal it is Croatian, and October.
_OCTOBER_IN_CROATIAN = re.compile(r"\d\.[ ]*listopada\b", re.IGNORECASE)
_DAYS = (
    "monday montag lundi lunes lunedì lunedi segunda-feira maandag",
    "tuesday tues dienstag mardi martes martedì martedi terça-feira terca-feira dinsdag",
    "wednesday weds mittwoch mercredi miércoles miercoles mercoledì mercoledi quarta-feira"
    " woensdag",
    "thursday thurs thur donnerstag jeudi jueves giovedì giovedi quinta-feira donderdag",
    "friday freitag vendredi viernes venerdì venerdi sexta-feira vrijdag",
    "saturday samstag sonnabend samedi sábado sabado sabato zaterdag",
    "sunday sonntag dimanche domingo domenica zondag",
)
_MORE_DAYS = (
    "poniedziałek понедельник пн понеділок pazartesi pondělí pondelok hétfő luni måndag mandag",
    "wtorek вторник вт вівторок salı úterý utorok kedd marți tisdag tirsdag",
    "środa среда ср середа çarşamba středa streda szerda miercuri onsdag",
    "czwartek четверг чт четвер perşembe čtvrtek štvrtok csütörtök joi torsdag",
    "piątek пятница пт cuma pátek piatok péntek vineri fredag",
    "sobota суббота сб субота cumartesi szombat sâmbătă lördag lørdag",
    "niedziela воскресенье вс неділя pazar neděle nedeľa vasárnap duminică söndag søndag",
)
# Abbreviations of days are words of dates, too: they are days before a date alone.
_SHORT_DAYS = (
    "mon mo lun seg ma",
    "tue di mar ter",
    "wed mi mer mié mie qua wo",
    "thu do jeu jue gio qui",
    "fri fr ven vie sex vr",
    "sat sa sam sáb sab za",
    "sun so dim dom zo",
)
# What joins the parts of a date, as in «24 de junio de 2020», «mercredi 24 juin 2020 à 17h51».
_JOINTS = (
    "de del di den der dem le les el il la las um uhr a à às alle ore om uur at op am vom the of on"
    " г года году р року в o r roku godz v hod saat kl klo"
)


def _numbered(table: tuple[str, ...], english: tuple[str, ...]) -> dict[str, str]:
    return {
        name: word for names, word in zip(table, english, strict=True) for name in names.split()
    }


_WORDS = dict.fromkeys(_JOINTS.split(), "") | _numbered(_MONTHS, MONTHS) | _numbered(_DAYS, DAYS)
_WORDS |= _numbered(_MORE_MONTHS, MONTHS) | _numbered(_MORE_DAYS, DAYS)
_WORDS |= {day.lower(): day for day in DAYS}
_SHORT = _numbered(_SHORT_DAYS, DAYS)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]++(?:-feira)?\b\.?")
_FIRST = re.compile(
    r"\A([^\W\d_]{2,3})[.,]{0,2}[ ]+(?=(?:den|le|the)[ ]|\d)(?!\d{1,2}[, ]+\d{4}\b)"
)
_ORDINAL = re.compile(
    r"\b(\d{1,2})(?:\.(?=[ \t]*[^\W\d_])|(?:st|nd|rd|th|er|º|°|ª)(?!\w))", re.IGNORECASE
)
_OF_CLOCK = re.compile(r"(?<=:\d{2})[ ]?(?:h|hrs?|uhr|uur)\b\.?", re.IGNORECASE)
_HOUR = re.compile(r"\b(\d{1,2})[ ]?h[ ]?(\d{2})\b")
_HALF = re.compile(r"(?<=\d)[ ]?([ap])\.?[ ]?m\b\.?", re.IGNORECASE)
_EASTERN_DAY = re.compile(r"(\d{4})[ ]?[年년][ ]?(\d{1,2})[ ]?[月월][ ]?(\d{1,2})[ ]?[日号號일]")
_EASTERN_CLOCK = re.compile(
    r"(\d{1,2})[ ]?[时時点點시][ ]?(\d{1,2})[ ]?[分분](?:[ ]?(\d{1,2})[ ]?[秒초])?"
)
_EASTERN_HALF = re.compile(r"(?:(上午|午前|오전)|下午|午後|오후)[ ]?(\d{1,2}:\d{2}(?::\d{2})?)")
# Dashes and spaces of every width, and what is not seen.
_PLAIN = {**dict.fromkeys(range(0x2010, 0x2016), "-"), 0x2212: "-", 0xA0: " ", 0x202F: " "}
_PLAIN |= dict.fromkeys([0xFEFF, 0x200B, 0x200E, 0x200F], "")


def in_english(text: str) -> str:
    """Return a date with the English names of its month and day, without words that say nothing.

    >>> in_english("Mittwoch, 24. Juni 2020, 17:51 Uhr"), in_english("24 de junio de 2020")
    ('Wed, 24 Jun 2020, 17:51', '24 Jun 2020')
    >>> in_english("mar. 12 mai 2020"), in_english("Mar 12, 2020, 1:05 a.m.")
    ('Tue 12 May 2020', 'Mar 12, 2020, 1:05am')
    """
    text = text.translate(_PLAIN)
    if _OCTOBER_IN_CROATIAN.search(text):
        return text
    if not text.isascii():
        text = _EASTERN_CLOCK.sub(_clock, _EASTERN_DAY.sub(r"\1-\2-\3 ", text))
        text = _EASTERN_HALF.sub(lambda match: f"{match[2]}{'a' if match[1] else 'p'}m", text)
    text = _OF_CLOCK.sub("", _HOUR.sub(r"\1:\2", _ORDINAL.sub(r"\1 ", text)))
    text = _HALF.sub(r"\1m", text)
    if (first := _FIRST.match(text)) and (day := _SHORT.get(first[1].lower())):
        text = f"{day} {text[first.end() :]}"
    text = _WORD.sub(lambda match: _WORDS.get(match[0].rstrip(".").lower(), match[0]), text)
    return " ".join(text.split()).strip(" ,").replace(" ,", ",")


def _clock(match: re.Match[str]) -> str:
    return ":".join(part.zfill(2) for part in match.groups() if part)
