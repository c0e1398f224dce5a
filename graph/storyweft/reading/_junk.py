"""Pages that are no news: what a crawler was given instead of an article.

The titles are those that Cloudflare, Akamai, Imperva, DataDome, nginx, Apache, IIS, Tomcat and the
paywalls of large newspapers give their pages, in the languages that they have, and NewsAPI what was
taken back. A title counts as a whole only: news about denied access is news.
"""

import re

_TITLES = frozenset(
    """
    just a moment
    access denied
    access to this page has been denied
    attention required!
    are you a robot?
    robot check
    security check
    human verification
    verify you are human
    please verify you are a human
    checking your browser
    please wait
    please enable cookies
    please enable javascript
    javascript is disabled
    you are being redirected
    redirecting
    forbidden
    not found
    page not found
    page cannot be found
    this page could not be found
    the page you requested was not found
    the requested url was rejected
    bad gateway
    gateway timeout
    gateway time-out
    service unavailable
    service temporarily unavailable
    internal server error
    too many requests
    request blocked
    under maintenance
    site maintenance
    log in
    login
    sign in
    [removed]
    subscribe to read
    subscribe to continue reading
    log in to continue reading
    register to continue reading
    subscribe to continue
    sign in to continue
    access is denied
    access blocked
    you have been blocked
    forbidden: access is denied
    are you human?
    verifying you are human
    making sure you're not a bot
    bot verification
    captcha
    client challenge
    one more step
    pardon our interruption
    vercel security checkpoint
    ddos protection by cloudflare
    before you continue
    before you continue to google
    cookies required
    please enable js and disable any ad blocker
    please enable javascript to continue
    please enable javascript and cookies to continue
    enable javascript and cookies to continue
    you need to enable javascript to run this app
    javascript is not available
    javascript required
    file not found
    file or directory not found
    this page isn't available
    this page is not available
    page not available
    page unavailable
    error page
    server error
    unavailable due to legal reasons
    unavailable for legal reasons
    einen moment bitte
    nur einen moment
    bitte warten
    zugriff verweigert
    sind sie ein roboter?
    bitte aktivieren sie javascript
    seite nicht gefunden
    die seite wurde nicht gefunden
    seite konnte nicht gefunden werden
    wartungsarbeiten
    anmelden
    un instant
    veuillez patienter
    accès refusé
    accès interdit
    êtes-vous un robot ?
    page introuvable
    page non trouvée
    service indisponible
    site en maintenance
    se connecter
    un momento
    un momento por favor
    acceso denegado
    página no encontrada
    servicio no disponible
    iniciar sesión
    accesso negato
    pagina non trovata
    um momento
    só um momento
    acesso negado
    página não encontrada
    een momentje
    even geduld
    toegang geweigerd
    pagina niet gevonden
    inloggen
    chwileczkę
    odmowa dostępu
    nie znaleziono strony
    strona nie została znaleziona
    stránka nenalezena
    åtkomst nekad
    sidan hittades inte
    sidan kunde inte hittas
    siden blev ikke fundet
    siden ble ikke funnet
    sivua ei löytynyt
    az oldal nem található
    sayfa bulunamadı
    erişim engellendi
    один момент
    доступ запрещен
    доступ запрещён
    страница не найдена
    сторінку не знайдено
    η σελίδα δεν βρέθηκε
    الصفحة غير موجودة
    请稍候
    访问被拒绝
    页面不存在
    找不到页面
    しばらくお待ちください
    アクセスが拒否されました
    ページが見つかりません
    페이지를 찾을 수 없습니다
    """.strip().split("\n    ")
)

# What is junk with a number of HTTP around it only.
_WITH_NUMBER = frozenset(
    """
    gone
    unauthorized
    payment required
    bad request
    method not allowed
    web server is down
    connection timed out
    origin is unreachable
    a timeout occurred
    """.strip().split("\n    ")
)

# A number of HTTP around it: "403 Forbidden", "Error 404 (Not Found)!!1", "Fehler 404".
_WORD = "(?:error|erreur|fehler|errore|erro|ошибка)"
_STATUS = re.compile(
    rf"(?:http )?(?:status )?(?:{_WORD} )?[45][0-9][0-9]\b(?: {_WORD}\b)?[ :()–-]*+"
    r"|(?<![ ()-])[ ()-]*+\b[45][0-9][0-9]\Z"
)
# The name of a site behind it; before it, only where a number follows.
_SITE = re.compile(r" (?:[|–—-]|::) [^|–—]{1,40}\Z")
_SITE_BEFORE = re.compile(r"\A[^|–—]{1,40} [|–—-] (?=[45][0-9][0-9]\b)")
_REGRETS = re.compile(r"\A(?:oops|oups|whoops|ups|hoppla|sorry|we're sorry)[ ,.:!–—-]++")
_ENDS = " .…!()1"


def is_junk(title: str) -> bool:
    """Return whether a title, in one line, is that of an error page or of a wall before an article.

    >>> is_junk("Just a moment..."), is_junk("403 Forbidden"), is_junk("Subscribe to read | FT")
    (True, True, True)
    >>> is_junk("Access denied: how landlords keep tenants out"), is_junk("404")
    (False, True)
    """
    if len(title) > _LONGEST or not _may_be_junk(title):
        return False
    text = _SITE_BEFORE.sub("", title.casefold().replace("’", "'"))
    plain = _REGRETS.sub("", _SITE.sub("", text))
    bare = _STATUS.sub("", plain).strip(_ENDS)
    if any(text.strip(_ENDS) in _BARE for text in (plain, bare)):
        return True
    has_number = plain.strip(_ENDS) != "" and _STATUS.search(plain) is not None
    return has_number and (bare in ("", "error") or bare in _WITH_NUMBER)


def _may_be_junk(title: str) -> bool:
    """Tell, fast, of nearly all titles that they are none: by their first word, and numbers."""
    first = title.casefold().lstrip(_ENDS).partition(" ")[0]
    return first.rstrip(_FIRST_ENDS) in _FIRST_WORDS or _ERROR.search(title) is not None


_BARE = frozenset(title.strip(_ENDS) for title in _TITLES)
_FIRST_ENDS = f"{_ENDS},:–—-"
_FIRST_WORDS = frozenset(title.partition(" ")[0].rstrip(_FIRST_ENDS) for title in _BARE) | {
    *("oops", "oups", "whoops", "ups", "hoppla", "sorry", "we're", "we’re")
}
_ERROR = re.compile("[45][0-9][0-9]")
_LONGEST = 90
