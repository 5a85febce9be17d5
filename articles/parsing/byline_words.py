"""The words that tell names from job titles, agencies and organisations in a byline.

All are folded, as ``articles.text.strings.fold`` leaves them, unless a comment says otherwise.
"""

from typing import Final

# What stands before the names of authors, as regular expressions that are not folded. The first
# introduces names alone; the second sentences as well, so that what follows must be names.
PREFIX: Final = (
    r"(?:(?:(?:(?:additional )?report(?:ing|ed) |written |words |story |article |compiled )?by|"
    r"yazan|yazar(?:lar)?|hazırlayan(?:lar)?|derleyen|kaleme alan)(?:\s*:\s*|\s+)|"
    r"(?:haber|müəllif(?:lər)?|hazırladı|authors?|writers?|byline|autor(?:in|en|innen|es)?|"
    r"auteure?s?|autore|автор(?:ы)?|հեղինակ(?:ներ)?(?:ը)?)\s*[:՝]\s*)"
)
WEAK_PREFIX: Final = (
    r"(?:(?:von|par|por|di|door|av|af|müəllif|автор(?:ы)?|подготовил[аи]?|հեղինակ|պատրաստեց|"
    r"(?:verfasst|texte?|text und fotos?|(?:(?:ein|eine) )?"
    r"(?:gast)?(?:beitrag|kommentar|analyse|bericht|reportage|interview)) von|"
    r"(?:rédigé|écrit|publié|(?:propos )?recueillis?|textes?) par|"
    r"escrito por|a cura di|geschreven door|skrevet av|skrevet af|"
    r"(?:text|review|report|analysis|opinion|commentary|interview|posted|prepared) by)\s+|"
    r"(?:texte?|text und fotos?|words|interview|röportaj|mətn|hazırlayıb|текст|корреспондент|"
    r"подготовил[аи]?|տեքստ|լրագրող|պատրաստեց|texto)\s*[:՝]\s*)"
)
# What stands before the name of somebody else who is credited: a photographer, a translator.
ROLE: Final = (
    r"(?:(?:photos?|photographs?|photography|pictures|illustrations?|graphics?|video|translat(?:ed|"
    r"ion)) by\s+|fotos? von\s+|photos? par\s+|traduit par\s+|"
    r"(?:photos?|pictures|fotoğraf(?:lar)?|fotos?|bild(?:er)?|çeviren|çeviri|tərcümə|photographies?|"
    r"фото|перевод|լուսանկար(?:ներ)?|mailto)\s*[:՝]\s*|(?:with|mit|avec|con)\s+)"
)

# Words between two names; only those between two whole names divide a list. They are not folded.
CONJUNCTION: Final = (
    r"and|und|et|og|och|ve|və|и|й|та|і|և|եւ|ու|y|e|en|i|oraz|a|&|\+|with|mit|avec|con|ile|ilə"
)

# Words before or after names that are no part of them.
PARTICLES: Final = frozenset(
    """al bin bint ben da das de del della den der di dos du el ibn la le les lo mac of oglu qizi
    st ten ter van von y zu zum zur фон де ван""".split()
)

# Generations belong to a name: "Harold Pope, Jr."
SUFFIXES: Final = frozenset("jr sr junior senior ii iii iv".split())

# Degrees and honours follow a name. They are as printed, without full stops.
DEGREES: Final = frozenset(
    """MD PhD PHD DPhil MBA JD Esq RN DDS DO MPH MA BA MSc BSc MS BS MPP LLM LLB EdD PsyD
    OBE MBE CBE KBE FRS FBA QC KC MP MEP MdB MdL CPA FACP""".split()
)

# Accounts and placeholders sign, but are nobody.
NO_NAMES: Final = frozenset(
    """admin administrator administrador administrateur webmaster root user superuser guest
    anonymous anonym anonyme unknown none null nan nobody noreply test default undefined username
    login moderator wordpress system author authors autor auteur yazar yazarlar muellif автор
    авторы հեղինակ staff others agencies agenturen agences ajanslar agentlikler агентства wires
    yonetici админ администратор ադմին correspondent""".split()
) | frozenset(
    (
        *("super user", "no reply", "and others", "other authors", "et al", "u a", "n a"),
        *("ve digerleri", "и др", "и другие", "other agencies", "news agencies", "wp admin"),
        *("site yoneticisi", "site admin", "web admin", "the staff", "her team", "his team"),
        *(
            "author name",
            "news services",
            "wire services",
            "wire reports",
            "staff reports",
            "staff report",
        ),
    )
)

# Job titles. None of them is a surname, but where a set below says so.
_JOURNALISTS: Final = frozenset(
    """correspondent correspondents reporter columnist journalist journalists contributor
    contributors commentator editorialist photographer cameraman muhabir muhabiri muhabirleri
    yazari editor editoru editorleri kose kosesi fotografcisi muxbir muxbiri jurnalist
    redaktor redaktoru korrespondent korrespondentin korrespondenten redakteur redakteurin
    redakteure reporterin journalistin kolumnist kolumnistin fotograf fotografin volontar
    correspondante correspondants journaliste journalistes redacteur redactrice chroniqueur
    envoye envoyee stagiaire photographe корреспондент корреспондентка журналист журналистка
    редактор обозреватель колумнист фотограф թղթակից լրագրող խմբագիր մեկնաբան լուսանկարիչ
    periodista corresponsal redactor redactora giornalista inviato corrispondente
    blogger stringer anchor newscaster subeditor""".split()
)
_OTHER_JOBS: Final = frozenset(
    """analyst director professor lecturer researcher scholar economist historian lawyer attorney
    ambassador diplomat minister president chairman chairwoman chair ceo cfo founder cofounder
    coordinator consultant expert adviser advisor spokesman spokeswoman spokesperson politician
    senator congressman novelist playwright physician engineer scientist student intern manager
    producer strategist fellow associate emeritus dean secretary deputy
    profesor professoru dosent docent uzmani uzman arastirmaci akademisyen analist danismani
    danisman baskani baskan muduru mudur sozcusu buyukelci buyukelcisi avukat iktisatci tarihci
    ekspert ekspertdir politoloq tarixci sedri rehberi direktoru mudiri naziri
    politologe politikwissenschaftler okonom historiker historikerin direktor leiter leiterin
    geschaftsfuhrer vorsitzender prasident dozent dozentin forscher
    professeur professeure directeur directrice chercheur chercheuse politologue economiste
    historien historienne avocat avocate ecrivain essayiste
    профессор доцент эксперт аналитик политолог историк экономист директор президент
    պրոֆեսոր փորձագետ վերլուծաբան քաղաքագետ պատմաբան տնօրեն նախագահ""".split()
)
JOBS: Final = _JOURNALISTS | _OTHER_JOBS
# They may also be surnames, and count only after another word of a job title: "Sports Writer".
AMBIGUOUS_JOBS: Final = frozenset("writer writers critic desk columns head".split())
# They may stand before the name of the person: "Korrespondent Max Beispiel".
LEADING_JOBS: Final = (
    _JOURNALISTS | frozenset("professor profesor professeur профессор պրոֆեսոր".split())
) - frozenset({"editor"})
POSSESSIVES: Final = frozenset("unserem unserer unseren unser our notre nos nos наш наша".split())

# Words before a job title that belong to it: "Press Association Political Correspondent".
MODIFIERS: Final = frozenset(
    """staff senior chief junior deputy assistant associate executive managing contributing guest
    special foreign national international political politics diplomatic economics economic
    economy business financial finance legal health medical science technology tech environment
    environmental energy education sports sport football cricket golf tennis racing boxing arts art
    culture cultural entertainment television tv film movie music media religion religious crime
    security defence defense military home world global europe european asia africa african america
    american middle east west north south eastern western northern southern city local metro county
    state government parliamentary congressional white house capitol lobby royal travel food fashion
    lifestyle features feature investigations investigative data news press association associated
    agency wire industry transport property personal consumer money markets city social affairs
    affairs community general opinion opinions op ed digital online web photo picture video night
    day weekend sunday weather climate agriculture aviation auto automotive labor labour employment
    washington london paris berlin moscow brussels beijing ankara istanbul yerevan baku tbilisi
    jerusalem cairo beirut tehran delhi tokyo rome madrid vienna geneva new york ap afp aap upi pa
    reuters bloomberg cnn bbc scottish welsh irish british english french german russian turkish
    chinese indian israeli freelance independent visiting research former then co founding
    contributing public policy media sub the our own""".split()
)

# News agencies by their names, folded; they sign texts, and stand after the names of their people.
AGENCIES: Final = frozenset(
    (
        *"""reuters afp dpa ansa efe tass upi xinhua kyodo bloomberg interfax sputnik armenpress
        azertac azertag trend turan yonhap jiji belga anp ritzau tanjug irna tasnim anka dha iha
        cihan apa epd kna sda ats ntb pap ctk mti aap pti ani ians lusa agerpres bta ukrinform
        belta kazinform unian reuter prnewswire getty axar""".split(),
        *("associated press", "the associated press", "agence france presse", "dpa infocom"),
        *("deutsche presse agentur", "press association", "pa media", "the press association"),
        *("anadolu agency", "anadolu ajansi", "anadolu agentligi", "canadian press"),
        *("the canadian press", "united press international", "thomson reuters", "reuters news"),
        *("dow jones", "dow jones newswires", "bloomberg news", "ria novosti", "риа новости"),
        *("тасс", "интерфакс", "итар тасс", "арменпресс", "арминфо", "արմենպրես", "азертадж"),
        *("getty images", "demiroren haber ajansi", "ihlas haber ajansi", "keystone sda"),
        *("report informasiya agentliyi", "azeri press agency", "спутник", "report az"),
    )
)
# Agencies whose letters are words or names when they are not capitals. They are as printed.
CAPITAL_AGENCIES: Final = frozenset(
    "AP AA PA TT CP ANA AFP DPA ANI STA MIA FENA HINA ANSA RIA SANA WAM SPA NNA IP BT".split()
)

# One of them makes a name that of an organisation.
ORGANISATION_WORDS: Final = frozenset(
    """agency agencies agentur agence agencia agentligi agentliyi ajansi агентство գործակալություն
    association assembly baskanligi bakanligi bank board broadcasting bureau center centre committee
    commission company corp corporation council dernegi department desk dienst editorial editors
    embassy enstitusu foundation fund fondation gazetesi gmbh group haber haberleri idaresi inc
    institute institut institution instituto kurulu konsulu limited llc llp ltd media medien
    merkezi merkez ministry ministerium ministere movement mudurlugu network networks news newspaper
    nachrichten newsroom nezaretiyi nazirliyi observatory office organisation organization partisi
    party press radio redaktion redaksiya redaksiyasi redaction redazione redaccion редакция
    reporters secretariat servisi service services society staff studio team television think tank
    union unit university universitesi universiteti universitat universite vakfi verlag verein
    wire zeitung qezeti gazeta газета времени институт министерство университет центр фонд
    ինստիտուտ նախարարություն համալսարան կենտրոն խմբագրություն հիմնադրամ լրատվական
    times gazette herald tribune chronicle telegraph magazine weekly daily journal""".split()
)
# Newspapers whose names could be those of people.
NEWSPAPERS: Final = frozenset(
    f"{place} post"
    for place in "washington jerusalem huffington kyiv bangkok jakarta yerevan".split()
)
ARTICLES: Final = frozenset("the die das".split())

# A title of these words alone names nobody.
BARE_JOB_WORDS: Final = JOBS | AMBIGUOUS_JOBS | MODIFIERS | POSSESSIVES | ARTICLES
