"""The report on the screen: figures with their uncertainty, and words where there are too few."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from api.domain import offers
from api.domain.vocabulary import DialogueState, Role, SizeClass
from api.models import Dialogue, Report
from tests import factories
from tests.dialogues import Closed, Said, closed
from tests.web.exchange import Person, work
from web.charts import bars
from web.report_groups import in_bands
from web.wsgi import TwoRooms

SAID = [
    Said("Niemand was eigenaar.", fully=20, largely=7, not_at_all=3, does_not_occur=2,
         reactions=[Said("Wij wezen eerst iemand aan.", fully=9, a_little=1), Said("<b>Herkenbaar</b>", fully=2)]),
    Said("De lijn had geen tijd.", fully=4, a_little=20),
    Said("Dit las bijna niemand.", fully=3),
    Said("Dit is verborgen.", fully=9, hidden=True),
    *(Said(f"Nog een ervaring {number}", fully=5, a_little=6) for number in range(9)),
]  # fmt: skip


@pytest.fixture
def made(house: TwoRooms, jip: Person) -> Closed:
    with work(house) as session:
        return closed(session, SAID, registered=[jip.member], title="Van pilot naar praktijk")


def address(made: Closed) -> str:
    return f"/dialogues/{made.dialogue.id}/report"


def item(page: str, made: Closed, text: str) -> str:
    """Give the piece of the page that is about one statement."""
    found = re.search(
        rf'<li class="koppen-uitspraak" id="s-{made.statements[text].id}">.*?(?=<li class="koppen-uitspraak"|</ol>)',
        page,
        re.S,
    )
    assert found is not None
    return " ".join(found[0].split())


def test_a_visitor_logs_in_before_reading_a_report(browser: FlaskClient, made: Closed):
    answer = browser.get(address(made))
    assert (answer.status_code, "next=" in answer.headers["Location"]) == (303, True)


def test_somebody_who_was_not_registered_is_told_for_whom_the_report_is(house: TwoRooms, made: Closed):
    answer = Person(house, "Sam de Groot").get(address(made))
    assert answer.status_code == 403
    assert "voor de mensen die waren ingeschreven" in answer.text


def test_each_statement_shows_its_rate_its_interval_and_its_readers(jip: Person, made: Closed):
    shown = item(jip.get(address(made)).text, made, "Niemand was eigenaar.")
    assert "<b>84%</b> herkent dit" in shown
    assert re.search(
        r"Waarschijnlijk tussen \d\d% en \d\d%\.<br>27 van 32 lezers\. Bij 2 van hen komt het niet voor\.", shown
    )
    assert 'role="img" aria-label="84%, waarschijnlijk tussen' in shown


def test_reactions_stand_below_with_their_own_figures_and_harmless(jip: Person, made: Closed):
    shown = item(jip.get(address(made)).text, made, "Niemand was eigenaar.")
    assert "koppen-uitspraak__maat" in shown.partition("Meest herkende reactie")[0]
    assert "Meest herkende reactie" in shown
    assert "9 van de 10 lezers herkennen dit." in shown
    assert "1 andere reactie" in shown
    assert "&lt;b&gt;Herkenbaar&lt;/b&gt;" in shown


def test_what_too_few_people_read_has_no_percentage_but_a_sentence(jip: Person, made: Closed):
    shown = item(jip.get(address(made)).text, made, "Dit las bijna niemand.")
    assert "Te weinig gelezen om iets te zeggen." in shown
    assert "3 lezers." in shown
    assert "%" not in shown


def test_what_was_hidden_is_not_in_the_report(jip: Person, made: Closed):
    assert "Dit is verborgen." not in jip.get(address(made)).text


def test_the_ten_most_recognised_come_first_and_all_others_can_be_opened(jip: Person, made: Closed):
    page = jip.get(address(made)).text
    assert page.count('class="koppen-plot__rij"') == 10
    assert "Lees de andere 2 bijdragen" in page
    assert all(
        str(each.id) in page for text, each in made.statements.items() if not each.hidden and not each.reacts_to_id
    )


def test_every_chart_has_a_table_beside_it(jip: Person, made: Closed):
    page = jip.get(address(made)).text
    assert page.count('<figure class="koppen-grafiek">') == page.count("<summary>Bekijk dit als tabel<") >= 2
    assert 'id="differences"' in page
    assert "5–9 keer" in page


def test_each_statement_leads_to_a_proposal_for_a_follow_up(jip: Person, made: Closed):
    statement = made.statements["Niemand was eigenaar."]
    link = f"/topic-sessions/new?dialogue={made.dialogue.id}&amp;statement={statement.id}"
    assert link in item(jip.get(address(made)).text, made, "Niemand was eigenaar.")


def test_the_page_says_how_it_counts_and_that_the_key_is_gone(jip: Person, made: Closed):
    page = jip.get(address(made)).text
    assert "Herkend betekent: grotendeels of helemaal." in page
    assert "De sleutel van deze dialoog is bij het sluiten gewist." in page


def test_who_took_part_is_shown_in_groups_of_five_or_more(house: TwoRooms, jip: Person, made: Closed):
    assert ">innovatieadviseur<" in jip.get(address(made)).text
    with work(house) as session:
        small = closed(session, [], registered=[jip.member], people=4)
    page = jip.get(address(small)).text
    assert ">innovatieadviseur<" not in page
    assert "Er deden minder dan vijf mensen mee." in page


def test_what_does_not_clearly_differ_stands_in_one_group_without_numbers(house: TwoRooms, jip: Person):
    alike = [Said(f"Een ervaring {number}", fully=10, a_little=12) for number in range(12)]
    with work(house) as session:
        said = [Said("Niemand was eigenaar.", fully=38), *alike, Said("Dit las bijna niemand.", fully=3)]
        made = closed(session, said, registered=[jip.member])
    page = jip.get(address(made)).text
    [plot] = re.findall(r'<div class="koppen-plot">.*?</figure>', page, re.S)
    assert [" ".join(words.split()) for words in re.findall(r"<p><strong>(.*?)</p>", plot, re.S)] == [
        "Het meest herkend</strong> 1 bijdrage",
        "Daarna</strong> 12 bijdragen, onderling geen duidelijk verschil, waarvan 9 hier",
    ]
    titles = re.findall(r'<h3 id="(?:band|more)-1-\d">(.*?)</h3>', page)
    assert titles == ["Het meest herkend", "Daarna", "Hoort bij de groep hierboven", "Te weinig gelezen"]


def test_what_clearly_differs_stands_together_in_its_order():
    rows = [{"text": text, "band": band} for text, band in zip("abcdefgh", [1, 2, 2, 3, 4, 5, None, None], strict=True)]
    found = [
        (band.place, "".join(each["text"] for each in band.statements), band.total, band.ordered)
        for band in (*in_bands(rows[:5], rows, "band"), *in_bands(rows[5:], rows, "band"))
    ]
    assert found == [
        ("first", "a", 1, False),
        ("next", "bc", 2, False),
        ("next", "de", 2, True),
        ("next", "f", 1, False),
        ("few", "gh", 2, False),
    ]
    assert [band.place for band in in_bands(rows[2:3], rows, "band")] == ["more"]


def test_a_reaction_that_does_not_clearly_differ_from_the_next_is_not_the_most_recognised(house: TwoRooms, jip: Person):
    tied = [Said("Bij ons ook.", fully=9, a_little=3), Said("Hier net zo.", fully=8, a_little=4)]
    with work(house) as session:
        made = closed(session, [Said("Niemand was eigenaar.", fully=20, reactions=tied)], registered=[jip.member])
    assert "Meest herkende reactie" not in jip.get(address(made)).text


DIFFER = [
    Said("Wij wachten op de buren.", fully=18, not_at_all=18, mostly=SizeClass.SMALL),
    Said("Teams weten niets van elkaar.", fully=19, not_at_all=17, mostly=SizeClass.LARGE),
]


def test_where_groups_differ_is_said_in_words_drawn_and_put_in_a_table(house: TwoRooms, jip: Person):
    with work(house) as session:
        made = closed(session, DIFFER, registered=[jip.member], people=60)
    page = jip.get(address(made)).text
    [part] = re.findall(r'<section id="differences".*?</section>', page, re.S)
    assert "2 keer herkent één groep mensen duidelijk meer of minder dan de anderen." in part
    assert re.search(r'id="d-1">Vooral in gemeenten met [^:]+: 100%\. De anderen: \d+%\.<', part)
    assert 'role="img" aria-labelledby="d-2"' in part
    assert len(re.findall(r"\d+ van \d+ \(\d+%\)</td>", part)) == 4
    assert part.count(f'href="#s-{made.statements["Wij wachten op de buren."].id}"') == 1
    shown = item(page, made, "Wij wachten op de buren.")
    assert ">Per groep</summary>" in shown
    assert "minder dan 50.000 inwoners" in shown


def test_without_clear_differences_the_page_says_what_that_means(house: TwoRooms, jip: Person):
    alike = Said("Niemand was eigenaar.", fully=2, not_at_all=38, mostly=SizeClass.SMALL)
    with work(house) as session:
        made = closed(session, [alike], registered=[jip.member], people=60)
    page = jip.get(address(made)).text
    assert "Geen duidelijke verschillen" in page
    assert "Dat betekent niet dat alle groepen gelijk zijn." in page


def test_with_too_few_people_in_groups_the_page_says_so(house: TwoRooms, jip: Person):
    with work(house) as session:
        few = closed(session, [Said("Wij waren met weinig.", fully=7)], registered=[jip.member], people=9)
    assert "Te weinig mensen om groepen te vergelijken" in jip.get(address(few)).text


def test_a_report_of_before_there_were_groups_stays_readable(house: TwoRooms, jip: Person):
    with work(house) as session:
        made = closed(session, SAID, registered=[jip.member])
        content = json.loads(json.dumps(made.report.content))
        for added in ("differences", "groupPriors"):
            del content[added]
        del content["hour"]["profile"]["province"]
        for question in content["questions"]:
            for statement in question["statements"]:
                for row in (statement, *statement["reactions"]):
                    for added in ("band", "overallBand", "groups"):
                        row.pop(added, None)
        made.report.content = content | {"schemaVersion": 1, "method": ["recognised", "anonymous"]}
    page = jip.get(address(made)).text
    assert "<b>84%</b> herkent dit" in page
    assert 'class="koppen-plot__rij"' in page
    assert 'id="differences"' not in page
    assert "Meest herkende reactie" in page


def test_an_hour_in_which_nothing_was_said_has_a_page_too(house: TwoRooms, jip: Person):
    with work(house) as session:
        silent = closed(session, [], registered=[jip.member])
    page = jip.get(address(silent)).text
    assert "Er is te weinig gelezen om iets te zeggen" in page
    assert page.count("Bij deze vraag kwam niets binnen.") == 2


def test_before_the_close_the_page_says_when_the_report_comes(house: TwoRooms):
    with work(house) as session:
        dialogue = Dialogue(event=factories.event(session), state=DialogueState.PLANNED, created_at=factories.START)
        session.add(dialogue)
    answer = Person(house, "Noor Bakker", Role.ORGANISER).get(f"/dialogues/{dialogue.id}/report")
    assert (answer.status_code, "De rapportage is er nog niet" in answer.text) == (200, True)


def test_the_same_page_exists_in_english(jip: Person, made: Closed):
    page = jip.get(f"{address(made)}?lang=en").text
    assert "27 of 32 readers. With 2 of them it does not occur." in page


def test_bars_are_drawn_to_scale_and_nothing_is_no_bar():
    tallest, none, small = bars(
        [
            {"from": 0, "to": 4, "statements": 300},
            {"from": 5, "to": 9, "statements": 0},
            {"from": 10, "to": 14, "statements": 1},
        ],
        5,
    )
    assert (tallest.height, none.height, small.height) == (150, 0, 3)
    assert [bar.few for bar in (tallest, none, small)] == [True, False, False]
    assert tallest.y + tallest.height == none.y + none.height == small.y + small.height


def test_every_statement_says_why_it_is_where_it_is(jip: Person, made: Closed):
    shown = item(jip.get(address(made)).text, made, "Niemand was eigenaar.")
    assert ">Waarom staat dit hier?</summary>" in shown
    assert re.search(
        r"27 van de 32 lezers herkennen het\. Van alle 39 .* waarschijnlijk tussen \d\d% en \d\d%\.", shown
    )
    assert "Daarmee staat het in groep 1 van deze vraag." in shown
    few = item(jip.get(address(made)).text, made, "Dit las bijna niemand.")
    assert "3 mensen lazen dit: te weinig om te zeggen hoe herkenbaar het is." in few


def test_what_is_widely_recognised_without_a_remedy_is_offered_for_a_follow_up(jip: Person, house: TwoRooms):
    with work(house) as session:
        said = [Said("De lijn had geen tijd.", fully=30), Said("Een klein feest hielp.", fully=30)]
        made = closed(session, said, registered=[jip.member])
    part = re.search(r'<section id="without-remedy".*?</section>', jip.get(address(made)).text, re.S)
    assert part is not None
    assert "De lijn had geen tijd." in part[0]
    assert "Een klein feest hielp." not in part[0]
    assert f"statement={made.statements['De lijn had geen tijd.'].id}" in part[0]


@pytest.mark.parametrize(
    ("kind", "type_"), [("csv", "text/csv"), ("json", "application/json"), ("pdf", "application/pdf")]
)
def test_the_report_can_be_taken_along(jip: Person, made: Closed, kind: str, type_: str):
    page = jip.get(address(made)).text
    assert f'href="{address(made)}/1/files/{kind}"' in page
    answer = jip.get(f"{address(made)}/1/files/{kind}")
    assert answer.content_type.startswith(type_)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="koppen-1-')
    assert answer.data


def test_single_ratings_are_offered_to_organisers_alone_with_a_warning(jip: Person, noor: Person, made: Closed):
    path = f"{address(made)}/1/files/polis"
    assert path not in jip.get(address(made)).text
    assert jip.get(path).status_code == 403
    assert path in noor.get(address(made)).text
    assert "Geef ze dus niet door." in noor.get(address(made)).text
    assert noor.get(path).data.startswith(b"PK")


def test_a_report_from_before_themes_and_remedies_has_a_page_too(jip: Person, house: TwoRooms, made: Closed):
    with work(house) as session:
        report = session.get_one(type(made.report), made.report.id)
        report.content = {name: value for name, value in report.content.items() if name not in {"themes", "remedies"}}
        report.themes = []
    page = jip.get(address(made)).text
    assert "Niemand was eigenaar." in page
    assert 'id="without-remedy"' not in page
    assert jip.get(f"{address(made)}/1/files/csv").status_code == 200


def test_what_people_offered_stands_beside_a_statement_and_most_first(house: TwoRooms, jip: Person, made: Closed):
    assert "Wat mensen aanboden" in (page := jip.get(address(made)).text)
    assert "Nu is er nog niets te vertellen." in page
    reaction, top = (str(made.statements[text].id) for text in ("Wij wezen eerst iemand aan.", "Niemand was eigenaar."))
    with work(house) as session:
        report = session.get_one(Report, made.report.id)
        told = offers.section(15, {top: 5, reaction: 10}, report.content)
        report.content = report.content | {"offers": told}
    page = " ".join(jip.get(address(made)).text.split())
    assert "Minstens 5 collega’s boden aan hierover mee te denken." in item(page, made, "Niemand was eigenaar.")
    part = page[page.index('id="offered"') :]
    part = part[: part.index("</section>")]
    assert "Minstens 15 collega’s boden aan mee te denken" in part
    assert part.index("Minstens 10 collega’s") < part.index("Minstens 5 collega’s")
    assert f'href="/dialogues/{made.dialogue.id}/statements/{reaction}/hand-raise"' in part


def test_a_report_of_before_offers_were_counted_is_shown_without_them(house: TwoRooms, jip: Person, made: Closed):
    with work(house) as session:
        report = session.get_one(Report, made.report.id)
        report.content = {name: part for name, part in report.content.items() if name != "offers"}
    answer = jip.get(address(made))
    assert (answer.status_code, "Wat mensen aanboden" in answer.text) == (200, False)


def test_a_moderator_hides_a_contribution_from_the_report_and_readers_see_that_it_was(
    house: TwoRooms, jip: Person, made: Closed
):
    text = "De lijn had geen tijd."
    page = f"{address(made)}/statements/{made.statements[text].id}/hide"
    assert page not in jip.get(address(made)).text
    assert jip.get(page).status_code == 403
    moderator = Person(house, "Noor Bakker", Role.MODERATOR)
    assert page in moderator.get(address(made)).text
    assert "Deze bijdrage verbergen?" in (asked := moderator.get(page).text)
    assert text in asked
    assert moderator.send(page, {"reason": "identifies"}).status_code == 303
    first, newest = (jip.get(f"{address(made)}{query}").text for query in ("?version=1", ""))
    assert "Deze bijdrage is verborgen nadat deze rapportage was gemaakt." in first
    assert text not in first + newest
    assert page not in moderator.get(f"{address(made)}?version=1").text
