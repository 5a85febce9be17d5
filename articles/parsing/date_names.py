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
} | {"janner": 1}  # January in Austria

# Names of two words stand before those that they begin with.
WEEKDAYS: Final = (
    *"monday tuesday wednesday thursday friday saturday sunday".split(),
    *"pazartesi sali carsamba persembe cumartesi cuma pazar".split(),
    *("bazar ertesi", "cersenbe axsami", "cume axsami"),
    *"cersenbe cume senbe bazar".split(),
    *"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag".split(),
    *"lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    *"понедельник вторник среда четверг пятница суббота воскресенье".split(),
    *"երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի".split(),
)
