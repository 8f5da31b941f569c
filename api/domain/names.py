"""Names of people in a text, by rules: a title before a capital, initials, and the first names that are common here.

The lists are ours, short on purpose, and leave out what is an ordinary word in Dutch or English as well. What the rules
find is only pointed out to the writer, who decides.
"""

import re
from collections.abc import Iterator


def listed(words: str) -> frozenset[str]:
    """Give the words of a list."""
    return frozenset(words.split())


FIRST_NAMES = listed(
    """
    aad aafke aart abdel abdul adam adriaan agnes ahmed aisha albert alex alexander ali alice alina amber amina amir
    andre andrea anita anja anke anna anne annelies annemarie annemiek anneke annet annette anouk anton antoinette arie
    arjan arjen arnold arno arthur astrid ayse barbara bart bas bastiaan bauke beatrix bert bertus bianca bilal birgit
    boris bram brenda brigitte carla carlo carolien caroline casper cees charlotte chantal chris christa christiaan
    christina cindy claudia coen conny corine corrie cynthia daan dagmar damian daniel daniela david dennis derk desiree
    diana diederik dimitri dirk djamila dorien edith eduard edwin eefje elif elisa elise elisabeth ellen elly emiel emily
    emine emma eric erik erwin esmee esther eva evelien evert fatima fatma femke ferdinand fenna fleur floor floris frank
    frans fred frederik freek frits gabriel geert geertje gerard gerben gerda gerrit gert gertjan gijs gijsbert guido guus
    hanneke hannah hans harm harold harry hassan heleen helena hendrik hennie henk henny henriette herman hilde hussein
    ibrahim ilona ilse ineke inge ingrid irene irma isabel isabelle ivo jaap jacco jacob jacqueline jan janneke jannie
    jantje janine jasmijn jasper jeanette jelle jennifer jeroen jesse jessica jet jetske jip joan johan johanna johannes
    john jolanda jolijn joop joost joris joyce judith julia julie jurgen jurre jurriaan karel karim karin kees kevin kim
    klaas koen laura leendert lars leontien lies liesbeth lieke lisa lisette lotte louise lucas ludo luuk maaike maarten
    maartje machteld madelon manon marc marcel marco margreet margriet maria marian marianne marieke marije marijke
    marina marion mariska marja marjan marjolein marleen marloes martijn martin martine mathijs matthijs maurits mehmet
    melanie menno merel michael michel michelle michiel miranda mireille mohamed mohammed monica monique mustafa myrthe
    nadia natasja nathalie nicole niels nienke noor nora nynke olga olivier omar onno paula paulien patricia patrick paul
    peter petra philip pieter piet pim quinten rachel ralph ramon raymond rebecca reinier remco renate rene renske riet
    rita robbert robert robin roderik roel roeland rogier roland ronald ronny rutger ruud sabine said samira sandra sanne
    saskia sebastiaan selma serge sharon shirley sietske silvia simone sjaak sjoerd sofie sonja sophie stefan stephan
    steven suzan suzanne sven sylvia tamara tanja tessa theo thijs thomas tijmen tim tineke tjeerd tobias tom truus
    ursula valerie vera vincent wendy wessel wiebe wilfred wilhelmina willeke willem wilma wim wouter yasmin yasmina
    yolanda youssef yusuf yvette yvonne zeynep
    andrew anthony charles christopher edward elizabeth george helen james jane jason jeff jonathan karen kate linda mary
    matthew nancy oliver richard sarah simon stephen susan william
    """
)
TITLES = (
    r"de heer|dhr\.?|heer|meneer|mevrouw|mevr\.?|mw\.?|juffrouw|mr\.?|mrs\.?|ms\.?|drs\.?|ir\.?|ing\.?|dr\.?|prof\.?|professor"
    r"|(?:oud-)?wethouder|(?:loco-?|oud-)?burgemeester|raadslid|statenlid|gemeentesecretaris|secretaris|griffier"
    r"|directeur|(?:team|project|programma|afdelings)leider|(?:team|project|programma|afdelings)manager|afdelingshoofd"
    r"|leidinggevende|manager|baas|collega(?:[’']s)?|adviseur|ambtenaar|beleidsmedewerker|medewerkster|medewerker|stagiaire?"
    r"|mayor|(?:deputy |vice )mayor|alderman|alderwoman|councill?or|director|colleague|boss|team ?lead|project lead"
)
NOT_NAMES = listed(
    """
    de het een onze ons mijn wij we ik zij hij die dat dit is was wil en of maar met voor van bij in op aan te ter
    the a an our my we i they he she who and or but with for of at in on to is was
    financien sociaal domein wonen zorg ruimte ruimtelijke digitalisering innovatie economie bedrijfsvoering dienstverlening
    informatie informatiemanagement informatievoorziening publiekszaken burgerzaken jeugd sport cultuur veiligheid mobiliteit
    duurzaamheid klimaat energie onderwijs water groen verkeer inkoop communicatie vastgoed belastingen handhaving participatie
    samenleving data techniek toezicht personeel juridische algemene openbare publieke maatschappelijke fysieke strategie
    finance housing care digital innovation economy services safety education youth culture procurement information public
    nederland nederlandse holland europa europese vng rijk provincie gemeente gemeenten team afdeling ministerie
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday saturday sunday
    januari februari maart april mei juni juli augustus september oktober november december
    january february march june july august october
    ai ict it hr teams excel word outlook sharepoint copilot chatgpt zoom google microsoft common ground
    """
)
LISTED_BEFORE = listed("plan optie scenario variant fase type stap punt groep option phase step part scenario")

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_NAME = rf"[{_CAPITAL}][a-zß-öø-ÿ’']+(?:-[{_CAPITAL}][a-zß-öø-ÿ]+)?"
_PARTICLES = r"(?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Tt]en|[Tt]er|[Tt]e|[Vv]on|[Ee]l|[Hh]et|[’']t)\s+){0,3}"
_INITIALS = rf"(?:[{_CAPITAL}]\.\s?){{1,4}}"
_REST = rf"(?:\s+{_PARTICLES}{_NAME})?"
_AFTER_TITLE = re.compile(
    rf"\b(?i:{TITLES})\s+(?P<name>(?:{_INITIALS})?{_PARTICLES}(?P<first>{_NAME}|[{_CAPITAL}]\.){_REST})"
)
_WITH_INITIALS = re.compile(
    rf"(?<![\w.])(?P<name>(?P<initials>{_INITIALS})(?P<particles>{_PARTICLES})(?P<first>{_NAME}))"
)
_FIRST = re.compile(rf"(?<![\w-])(?P<name>(?P<first>{_NAME}){_REST})")
_BEFORE = re.compile(r"(\w+)\s+$")


def fold(text: str) -> str:
    """Give a word in small letters without accents, the way the lists are written."""
    return text.lower().translate(_PLAIN)


_PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ’", "aaaaaaceeeeiiiinoooooouuuuyy'")


def people(text: str) -> Iterator[tuple[int, int]]:
    """Give where names of people seem to stand, as (start, end); places may overlap."""
    for found in _AFTER_TITLE.finditer(text):
        if fold(found["first"]) not in NOT_NAMES:
            yield _span(found)
    for found in _WITH_INITIALS.finditer(text):
        if _is_signed(found, text):
            yield _span(found)
    for found in _FIRST.finditer(text):
        if fold(found["first"]).removesuffix("'s").partition("-")[0] in FIRST_NAMES:
            yield _span(found)


def _is_signed(found: re.Match[str], text: str) -> bool:
    """Tell initials from the end of a sentence: "J. de Vries" and "A.B. Jansen", not "plan B. Daarna"."""
    if fold(found["first"]) in NOT_NAMES:
        return False
    alone = found["initials"].count(".") == 1
    if not alone or found["particles"]:
        return True
    before = _BEFORE.search(text, 0, found.start())
    return before is None or fold(before[1]) not in LISTED_BEFORE


def _span(found: re.Match[str]) -> tuple[int, int]:
    """Give the place of a name, without a second word that only begins with a capital."""
    start, end = found.span("name")
    words = found["name"].split()
    if len(words) > 1 and fold(words[-1]) in NOT_NAMES:
        end -= len(words[-1]) + 1
    return start, end
