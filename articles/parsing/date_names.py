"""The names of months and weekdays in the languages that the desk reads by default.

They are in lower case and without diacritics, as ``dates.strip_accents`` leaves a printed date.
"""

from typing import Final

# Twelve names in a line: long ones, those that stand after a day, and short ones.
_MONTHS_IN_ORDER: Final = (
    # English, Turkish, Azerbaijani
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "oca sub mar nis may haz tem agu eyl eki kas ara",
    "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "yan fev mar apr may iyn iyl avq sen okt noy dek",
    # Italian, Spanish, Portuguese, Dutch, Swedish
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "januari februari mars april maj juni juli augusti september oktober november december",
    # German, French
    "januar februar marz april mai juni juli august september oktober november dezember",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    # Russian
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
    # Armenian
    "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
    (
        "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի "
        "հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի"
    ),
    "հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ",
)
MONTHS: Final = {
    name: number for names in _MONTHS_IN_ORDER for number, name in enumerate(names.split(), 1)
} | {"janner": 1, "setiembre": 9}  # in Austria, in South America

# Names of two words stand before those that they begin with.
WEEKDAYS: Final = (
    *"monday tuesday wednesday thursday friday saturday sunday".split(),
    *"pazartesi sali carsamba persembe cumartesi cuma pazar".split(),
    *("bazar ertesi", "cersenbe axsami", "cume axsami"),
    *"cersenbe cume senbe bazar".split(),
    *"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag".split(),
    *"lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    *"lunedi martedi mercoledi giovedi venerdi sabato domenica".split(),
    *"lunes martes miercoles jueves viernes sabado domingo".split(),
    *"segunda-feira terca-feira quarta-feira quinta-feira sexta-feira".split(),
    *"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    *"mandag tirsdag onsdag torsdag fredag lordag sondag".split(),
    *"понедельник вторник среда четверг пятница суббота воскресенье".split(),
    *"երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի".split(),
)
# They are read only where a date needs them: "mar" is March as well, and "So" a word.
SHORT_WEEKDAYS: Final = (
    *"mon tues tue wed thurs thur thu fri sat sun".split(),
    *"pzt sal car per cum cmt paz b.e c.a c s b".split(),
    *"mo di mi do fr sa so lun mar mer jeu ven sam dim gio sab dom mie jue vie".split(),
    *"seg ter qua qui sex ma wo vr za zo".split(),
    *"пн вт ср чт пт сб вс երկ երք չրք հնգ ուրբ շբթ կիր".split(),
)

# Zones of time that follow a time of day; "MEZ" and "МСК" are those of Berlin and Moscow.
ZONES: Final = (
    *"z utc gmt et est edt ct cst cdt mt mst mdt pt pst pdt bst ist wet west cet cest".split(),
    *"mest met mez mesz eet eest eat trt tsi msk amt azt jst aest aedt hkt sgt мск gmt/utc".split(),
)
