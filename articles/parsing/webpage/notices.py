"""Recognises lines that pages print around an article: notices, buttons, invitations."""

import re
from typing import Final

from articles.parsing import dates
from articles.text.strings import fold

# A longer line is text that happens to begin as a notice does.
_LENGTH_LIMIT: Final = 240


def _fold_all(*lists: str) -> frozenset[str]:
    return frozenset(fold(phrase) for each in lists for phrase in each.split(";"))


# What stands above links to other articles.
_RELATED: Final = _fold_all(
    "related; related articles; related stories; related news; related topics; related content;"
    "related links; related posts; related coverage; see also; read also; also read; read more;"
    "read next; more on this story; more on this topic; more from this author; more stories;"
    "more news; most read; most popular; most viewed; popular; trending; trending now; top stories;"
    "latest news; latest stories; latest articles; recommended; recommended for you; up next;"
    "recommended stories; you may also like; you might also like; you may like; previous article;"
    "you may also be interested in; next article; further reading; more to read",
    "ilgili haberler; ilgili haber; ilgili yazılar; ilgili konular; ilgili içerikler; son yazılar;"
    "benzer haberler; benzer yazılar; diğer haberler; diğer yazılar; son haberler; öne çıkanlar;"
    "öne çıkan haberler; en çok okunanlar; çok okunanlar; önerilen haberler; ilginizi çekebilir;"
    "bunlar da ilginizi çekebilir; sizin için önerilenler; editörün seçtikleri",
    "oxşar xəbərlər; digər xəbərlər; son xəbərlər; əlaqəli xəbərlər; ən çox oxunanlar;"
    "bunları da oxuyun; həmçinin oxuyun",
    "mehr zum thema; mehr zu diesem thema; mehr lesen; mehr dazu; mehr aus diesem ressort;"
    "lesen sie auch; lesen sie mehr; auch interessant; das könnte sie auch interessieren;"
    "das könnte sie interessieren; das könnte dich auch interessieren; ähnliche artikel;"
    "ähnliche beiträge; ähnliche themen; verwandte artikel; verwandte themen; weitere artikel;"
    "weitere themen; weitere nachrichten; weiterführende links; meistgelesen; neueste beiträge;"
    "meistgelesene artikel; neueste artikel; aus dem ressort",
    "à lire aussi; lire aussi; à lire également; lire également; lire plus; lire la suite;"
    "à découvrir; voir aussi; sur le même sujet; sur le même thème; articles liés;"
    "articles similaires; articles connexes; nos derniers articles; les plus lus;"
    "contenus sponsorisés; dans la même rubrique",
    "читайте также; читать также; смотрите также; материалы по теме; по теме; новости по теме;"
    "похожие новости; похожие материалы; похожие статьи; другие новости; другие материалы;"
    "последние новости; главные новости; самое читаемое; популярное; самое популярное;"
    "вам может быть интересно; ещё по теме",
    "կարդացեք նաև; կարդացեք նաեւ; կարդալ նաև; այս թեմայով; առնչվող նյութեր; առնչվող լուրեր;"
    "նմանատիպ նյութեր; այլ լուրեր; վերջին լուրեր; ամենաշատ ընթերցված",
)
# Lines that are nothing but a button or a label.
_LABELS: Final = _fold_all(
    "advertisement; advertisements; sponsored; sponsored content; continue reading; share; tweet;"
    "article continues below; story continues below advertisement; scroll to continue; share this;"
    "share this article; share this story; share this post; share article; email; print; copy link;"
    "print this page; link copied; facebook; twitter; whatsapp; telegram; linkedin; pinterest;"
    "reddit; messenger; comments; comments closed; comments are closed; leave a comment; follow us;"
    "leave a reply; add a comment; post a comment; view comments; show comments; no comments;"
    "no comments yet; reply; newsletter; subscribe; sign up; sign in; log in; login; register;"
    "back to top; menu; close; loading; listen; listen to this article; breaking news; save",
    "reklam; haberin devamı; devamını oku; devamını okuyun; devamı; paylaş; haberi paylaş; yazdır;"
    "bu haberi paylaş; yorumlar; yorum yap; yorum yaz; yorumunuzu yazın; abone ol; takip et;"
    "giriş yap; üye ol; kayıt ol; anasayfa; ana sayfa; sesli dinle; haberi dinle; yukarı çık;"
    "reklam alanı",
    "paylaşın; çap et; şərhlər; şərh yaz; ətraflı oxu; ardını oxu; ana səhifə; abunə ol",
    "anzeige; werbung; teilen; artikel teilen; drucken; merken; kommentare; kommentieren;"
    "kommentar schreiben; kommentar verfassen; kommentar hinzufügen; schreibe einen kommentar;"
    "schreiben sie einen kommentar; hinterlasse einen kommentar; hinterlasse eine antwort;"
    "antworten; antwort abbrechen; weiterlesen; zur startseite; startseite; nach oben; anmelden;"
    "abonnieren; registrieren; artikel anhören; newsletteranmeldung",
    "publicité; partager; partager cet article; imprimer; commenter; commentaires; réagir;"
    "laisser un commentaire; écouter; s’abonner; se connecter; s’inscrire; accueil;"
    "retour en haut; la suite après la publicité; la suite après cette publicité",
    "реклама; поделиться; поделиться новостью; распечатать; версия для печати; комментарии;"
    "комментировать; оставить комментарий; добавить комментарий; подписаться; подпишитесь; войти;"
    "регистрация; наверх; читать далее; подробнее; читать полностью; ответить",
    "գովազդ; տարածել; կիսվել; տպել; մեկնաբանություններ; մեկնաբանել; բաժանորդագրվել; կարդալ ավելին",
)
# How notices and invitations begin.
_BEGINNINGS: Final = tuple(
    _fold_all(
        "subscribe to post comments; enter your email address; for subscribers only;"
        "share on; share via; click to share; share this on; follow us on; join us on; like us on;"
        "find us on; join our telegram; join our whatsapp; subscribe to our; subscribe now;"
        "sign up for our; sign up to our; sign up here; sign up for free; get our newsletter;"
        "stay up to date with; download our app; download the app; read more at; read more on;"
        "read more about; related article; related story; see also; also read; read also;"
        "you must be logged in; you must be signed in; your email address will not be published;"
        "save my name email; notify me of; this site uses akismet; this site uses cookies;"
        "this website uses cookies; we use cookies; please enable javascript; skip to content;"
        "you need to enable javascript; your browser does not support; support our journalism;"
        "to continue reading this; support quality journalism; all rights reserved;"
        "this material may not be published; click here to subscribe; click here to sign up",
        "bu içerik abonelere; bu haber abonelere;"
        "bizi takip edin; bizi sosyal medyada; sosyal medyada takip; haberi paylaş; bültenimize;"
        "yorum yazabilmek; yorum yapmak için; yorum yapabilmek; eposta adresiniz yayınlanmayacak;"
        "e-posta adresiniz yayınlanmayacak; tüm hakları saklıdır; her hakkı saklıdır;"
        "bu sitede çerez; çerez politika; web sitemizde çerez; sitemizde çerez; ilgili haber;"
        "size daha iyi hizmet; haberin devamı için; devamını okumak için; google haberler’de;"
        "google news’te; whatsapp kanalımıza; telegram kanalımıza; uygulamamızı indir",
        "bizi izləyin; bütün hüquqlar qorunur; materiallardan istifadə; saytdakı materialların;"
        "xəbərdən istifadə",
        "dieser artikel ist nur für abonnenten; nur für abonnenten;"
        "teilen mit; teilen sie dies; mit anderen teilen; auf facebook teilen; folgen sie uns;"
        "bei facebook teilen; folge uns; abonnieren sie unser; jetzt abonnieren; jetzt anmelden;"
        "bleiben sie auf dem laufenden; lesen sie auch; lesen sie dazu; mehr zum thema; lesedauer;"
        "deine e-mail-adresse wird nicht; ihre e-mail-adresse wird nicht; diese website verwendet;"
        "diese webseite verwendet; wir verwenden cookies; diese seite verwendet cookies;"
        "alle rechte vorbehalten; dieser eintrag wurde veröffentlicht; mit absendung des formulars",
        "article réservé aux abonnés; réservé aux abonnés; vous pouvez partager un article;"
        "partagez cet; partagez sur; partager sur; suivez-nous; abonnez-vous;"
        "inscrivez-vous à; recevez nos; à lire aussi;"
        "lire aussi; lire également; votre adresse e-mail ne sera pas; ce site utilise;"
        "votre adresse de messagerie ne sera; nous utilisons des cookies; tous droits réservés;"
        "toute reproduction; temps de lecture; cet article est réservé",
        "материал доступен только подписчикам; только для подписчиков;"
        "читайте также; читайте нас; читайте больше; подписывайтесь на; подпишитесь на наш;"
        "следите за нашими; присоединяйтесь к нам; поделиться в; нашли опечатку; нашли ошибку;"
        "заметили ошибку; если вы нашли ошибку; если вы заметили ошибку; все права защищены;"
        "при использовании материалов; при цитировании; перепечатка; сайт использует;"
        "этот сайт использует; мы используем файлы; ваш адрес email не будет;"
        "чтобы оставить комментарий",
        "հետևեք մեզ; բաժանորդագրվեք; բոլոր իրավունքները պաշտպանված; մեջբերումներ անելիս;"
        "նյութերը մեջբերելիս",
    )
)
# What invitations say somewhere; a longer line may be an article's own.
_INVITATIONS: Final = tuple(
    _fold_all(
        "our newsletter; our telegram channel; our whatsapp channel; us on google news",
        "google news’te takip; google haberler’de takip; whatsapp kanal; telegram kanal;"
        "bültenimize; uygulamamızı indir; telegram kanalımız",
        "unseren newsletter; unserem newsletter; unserem whatsapp",
        "notre newsletter; nos newsletters; de cet article à lire",
        "наш telegram; наш телеграм; нашем telegram; нашего telegram; наш канал; ctrl enter",
        "մեր telegram; մեր տելեգրամ; մեր ալիք",
    )
)
_INVITATION_LENGTH: Final = 140
# What stands above readers' comments, perhaps with their number.
_COMMENTS: Final = re.compile(
    r"(?:\d{1,5} )?(?:comments?|reader comments|responses|yorum|yorumlar|yorum yap|şərhlər|"
    r"kommentare?|kommentar schreiben|leserkommentare|commentaires?|réactions|комментари[ийея]|"
    r"обсуждение|մեկնաբանություններ|comentarios|comentar|commenti|leave a (?:comment|reply))"
    r"\s?(?:\(\d{1,5}\)|\d{1,5})?:?"
)
# Lines of a form: a number of comments, a list of tags, a credit, a stamp of a change.
_FORM: Final = re.compile(
    r"(?:no |\d{1,6} ?)(?:comments?|shares?|views?|likes?|replies|yorum|görüntülenme|kommentare?|"
    r"commentaires?|комментари\w{1,3}|просмотр\w{0,3})"
    r"|\d{1,2} ?(?:min|mins|minutes?|dk|dakika|minuten|мин)\.? ?"
    r"(?:read|to read|okuma süresi|okuma|lesezeit|de lecture|чтения)?"
    r"|(?:tags?|etiketler|etiket|schlagwörter|schlagworte|mots[- ]clés|теги|метки|թեգեր|topics|"
    r"themen|konular|kategori|category|categories|filed under|posted in|posted by|getaggt mit)"
    r"\s?:.{0,160}"
    r"|(?:photos?|foto|fotos|fotoğraf|image|picture|bild|фото|լուսանկարը?|crédits? photo)"
    r"(?:\s(?:credit|by|courtesy of|von|de))?\s?[:/©].{1,80}"
    r"|(?:last |son )?(?:updated|published|güncellenme|güncelleme|yayınlanma|aktualisiert|"
    r"veröffentlicht|publié|mis à jour|опубликовано|обновлено)\b.{0,40}\d{4}.{0,30}"
    r"|(?:©|\(c\)|copyright\s(?:©|\(c\)|\d)).{0,160}",
    re.DOTALL,
)


def introduces_links(line: str) -> bool:
    """Return whether links to other articles follow the line."""
    return fold(line) in _RELATED


def introduces_comments(line: str) -> bool:
    """Return whether readers' comments follow the line."""
    return len(line) < _INVITATION_LENGTH and _COMMENTS.fullmatch(line.casefold()) is not None


def is_notice(line: str) -> bool:
    """Return whether the line says nothing of what the article is about."""
    if not line or len(line) > _LENGTH_LIMIT:
        return False
    folded = fold(line)
    return (
        folded in _LABELS
        or folded in _RELATED
        or folded.startswith(_BEGINNINGS)
        or (len(line) < _INVITATION_LENGTH and any(each in folded for each in _INVITATIONS))
        or _FORM.fullmatch(line.casefold()) is not None
    )


def is_date(line: str) -> bool:
    """Return whether the line is nothing but a date, perhaps with a time."""
    return dates.parse_source_date(line) is not None
