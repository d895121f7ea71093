"""What readers get of a rich text: headings, tables, links, typography and the place of the banner."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.editorial.cleaning import clean as clean_for
from portal.editorial.preparing import BANNER_MARK, Prepared, TocEntry, plain_text, prepare
from tests.yardstick import at_most

N = "\u202f"


def clean(html: str) -> str:
    return clean_for(html, media_url="/media/")


def prepared(html: str, language: str = "fr") -> Prepared:
    return prepare(clean(html), language=language)


class TestHeadings:
    def test_headings_can_be_linked_to_and_listed(self) -> None:
        result = prepared("<h2>Comment l'<em>antigène</em> agit-il ?</h2><h3>Étape 1</h3><h4>Détail</h4>")
        assert result.toc == (
            TocEntry(2, "s-comment-l-antigene-agit-il", f"Comment l’antigène agit-il{N}?"),
            TocEntry(3, "s-etape-1", "Étape 1"),
        )
        assert '<h2 id="s-comment-l-antigene-agit-il">' in result.html
        assert '<h4 id="s-detail">' in result.html

    def test_equal_headings_have_different_ids(self) -> None:
        toc = prepared("<h2>A 2</h2><h2>A</h2><h2>a</h2><h2>À</h2><h2>?</h2>").toc
        assert [entry.id for entry in toc] == ["s-a-2", "s-a", "s-a-3", "s-a-4", "s-section"]

    def test_an_empty_heading_is_not_listed(self) -> None:
        assert prepared("<h2> </h2><h2><br></h2>").toc == ()

    def test_a_listed_heading_is_plain_text(self) -> None:
        assert prepared("<h2>a &lt;b&gt;<br>&amp; c</h2>", "de").toc[0].text == "a <b> & c"


class TestTables:
    def test_the_first_row_heads_columns_and_the_first_cells_head_rows(self) -> None:
        html = prepared("<table><tr><th>Effet<th>Part</tr><tr><th>Peau<td>20</table>").html
        assert '<tr><th scope="col">Effet</th><th scope="col">Part</th></tr>' in html
        assert '<tr><th scope="row">Peau</th><td>20</td></tr>' in html

    def test_every_header_in_the_head_heads_a_column(self) -> None:
        html = prepared("<table><thead><tr><th>a<td>b<th>c</tr><tr><th>d</thead><tr><td>e<th>f</table>").html
        assert html.count('scope="col"') == 3
        assert html.count("scope=") == 3

    def test_what_the_editor_said_of_a_header_stays(self) -> None:
        html = prepared('<table><tr><th scope="row">a<th>b</table>').html
        assert '<th scope="row">a</th><th scope="col">b</th>' in html

    def test_a_table_scrolls_in_a_region_named_after_its_caption(self) -> None:
        html = prepared(
            '<table><caption>Effets "graves" &amp; <em>autres</em></caption><tr><th>a</table>'
        ).html
        label = "Effets &quot;graves&quot; &amp; autres"
        assert (
            f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}"><table><caption>'
            in html
        )
        assert "</table></div>" in html

    def test_without_a_caption_the_first_header_names_the_table(self) -> None:
        assert 'aria-label="b c"' in prepared("<table><tr><th><th>b<br>c</table>").html

    def test_a_table_without_name_or_with_a_name_already_taken_is_no_region(self) -> None:
        html = prepared("<table><tr><td>a</table>" + "<table><tr><th>b</table>" * 2).html
        assert html.count("table-scroll") == 3
        assert html.count("role=") == html.count("aria-label=") == 1

    def test_a_table_in_a_table_scrolls_with_it(self) -> None:
        assert prepared("<table><tr><td><table><tr><td>a</table></table>").html.count("table-scroll") == 1


class TestLinksImagesAndText:
    def test_a_link_to_another_site_says_so(self) -> None:
        html = prepared('<a href="HTTPS://exemple.fr">a</a><a href="/fr/">b</a><a href="#s-c">c</a>').html
        assert '<a rel="noopener external" href="HTTPS://exemple.fr">a</a>' in html
        assert '<a href="/fr/">b</a><a href="#s-c">c</a>' in html

    def test_a_link_that_leads_nowhere_is_text(self) -> None:
        html = prepared('<p><a href="javascript:x">a <em>b</em></a> <a href="/c">c</a></p>').html
        assert html == f'<p>a <em>b</em> <a href="/c">c</a></p>{BANNER_MARK}'

    def test_images_wait_until_they_are_seen_and_always_have_an_alternative(self) -> None:
        html = prepared('<img src="/media/a.png" alt="A"><img src="/media/b.png">').html
        assert '<img loading="lazy" decoding="async" src="/media/a.png" alt="A">' in html
        assert '<img loading="lazy" decoding="async" alt="" src="/media/b.png">' in html

    def test_french_typography_reaches_text_but_neither_code_nor_attributes(self) -> None:
        html = prepared(
            '<p>Oui ? <code>a ? b</code> <img src="/media/a.png" alt="Oui ?">&amp; l\'eau</p>'
        ).html
        assert f"Oui{N}? <code>a ? b</code>" in html
        assert 'alt="Oui ?">&amp; l’eau' in html

    def test_passages_in_another_language_are_set_by_their_own_rules(self) -> None:
        english, german = (
            """<span lang="en">It's "so"! <em>Really?</em></span>""",
            '<span lang="de">So!</span>',
        )
        shown = prepared(f"<p>Oui ! {english} {german} Non !</p>").html.replace(BANNER_MARK, "")
        set_in_english = '<span lang="en">It’s “so”! <em>Really?</em></span>'
        assert shown == f"<p>Oui{N}! {set_in_english} {german} Non{N}!</p>"

    def test_words_are_counted_without_punctuation(self) -> None:
        assert prepared("<p>« Deux mots » ; <strong>et</strong> un...</p><ul><li>cinq</li></ul>").words == 5

    def test_plain_text_has_a_line_for_each_block(self) -> None:
        html = (
            "<h2>A</h2>\n<p>b <em> c</em><br>d&nbsp;&amp;</p><ul><li><p>e</ul><table><tr><td>f<td>g</table>"
        )
        assert plain_text(clean(html)) == "A\nb c\nd\u00a0&\ne\nf\ng"


class TestBoxes:
    @pytest.mark.parametrize(
        ("kind", "label"), [("emergency", "Emergency"), ("today", "Do not wait until tomorrow")]
    )
    def test_a_box_says_how_urgent_it_is_in_words_of_its_language(self, kind: str, label: str) -> None:
        html = prepared(f'<aside data-care="{kind}"><h3>Call us</h3><p>Now.</p></aside>', "en").html
        assert html.startswith(f'<aside data-care="{kind}"><p class="care">{label}</p><h3 id="s-call-us">')

    def test_those_words_are_none_of_the_editors(self) -> None:
        assert prepared('<aside data-care="today"><p>un mot</p></aside>').words == 2

    def test_a_heading_in_a_box_is_listed(self) -> None:
        toc = prepared('<aside data-care="today"><h3>Appelez le <a href="tel:15">15</a></h3></aside>').toc
        assert toc == (TocEntry(3, "s-appelez-le-15", "Appelez le 15"),)

    def test_the_banner_stands_in_no_box(self) -> None:
        box = '<aside data-care="today"><p>a</p><h2>b</h2><p>c</p><h2>d</h2><p>e</p><h2>f</h2></aside>'
        before, _mark, after = prepared(f"<p>a</p>{box}<p>b</p><p>c</p>").html.partition(BANNER_MARK)
        assert before.count("<aside") == before.count("</aside>") == 1
        assert "<aside" not in after


class TestBanner:
    @pytest.mark.parametrize(
        ("html", "place"),
        [
            ("", 0),
            ("texte", 1),
            ("<p>a</p><p>b</p><p>c</p>", 3),
            ("<p>a</p><p>b</p><p>c</p><p>d</p>", 2),
            ("<p>a</p><h2>b</h2><p>c</p><p>d</p>", 1),  # never between a heading and its text
            ("<p>a</p><p>b</p><p>c :</p><ul><li>d</li></ul><p>e</p>", 2),  # nor before an announced list
            ("<h2>a</h2><p>b</p><h2>c</h2><p>d</p><h2>e</h2><p>f</p>", 2),
            ("<h2>a</h2><p>b</p><h2>c</h2><p>" + "d " * 50 + "</p><h2>e</h2><p>" + "f " * 30 + "</p>", 4),
            ("<blockquote><h2>a</h2><h2>b</h2><h2>c</h2></blockquote><p>d</p>", 2),
        ],
    )
    def test_the_banner_stands_between_two_blocks_near_the_middle(self, html: str, place: int) -> None:
        before = prepared(html, "de").html.partition(BANNER_MARK)[0]
        blocks = re.sub(r"(<blockquote>).*(</blockquote>)", r"\1\2", before)
        assert len(re.findall(r"</(?:p|h2|ul|blockquote)>|^texte", blocks)) == place


class Balance(HTMLParser):
    """Lists the tags of a text that don't fit together."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []
        self.feed(html)
        self.close()
        self.problems += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.problems.append(f"{tag} has an attribute twice")
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"/{tag}")


TAGS = [
    *[
        "<p>",
        "</p>",
        "<h2>",
        "</h2>",
        "<h3>",
        "<ul>",
        "<li>",
        "</ul>",
        "<blockquote>",
        "</blockquote>",
        "<hr>",
    ],
    *["<table>", "<tr>", "<td>", "<th>", "</td>", "</table>", "<caption>", "<thead>", "<tbody>", "</tbody>"],
    *["<em>", "</em>", "<a href=/x>", "<a href=https://x>", "<a href=//x>", "</a>", "<code>", "</code>"],
    *["<br>", "<img src='/media/a'>", "<figure>", "<figcaption>", "</figure>"],
    *["a", " ", "\n", "'", '"', "é ?", ":", "&nbsp;", "&lt;", "&amp;", "a", "b"],
]
soup = st.lists(st.sampled_from(TAGS), max_size=30).map("".join)
BOXES = ["<aside data-care=today>", "<aside data-care=emergency>", "<aside>", "</aside>"]
boxed_soup = st.lists(st.sampled_from(TAGS + BOXES), max_size=30).map("".join)


class TestProperties:
    @given(boxed_soup, st.sampled_from(["fr", "en", "de"]))
    def test_what_readers_get_is_well_formed(self, html: str, language: str) -> None:
        result = prepared(html, language).html
        assert result.count(BANNER_MARK) == 1
        for part in (result, *result.split(BANNER_MARK)):
            assert Balance(part).problems == []

    @given(soup)
    def test_the_words_stay_in_a_language_without_rules(self, html: str) -> None:
        cleaned = clean(html)
        assert plain_text(prepare(cleaned, language="de").html) == plain_text(cleaned)

    @given(st.lists(st.sampled_from(["A", "A 2", "a", "?", "é", "A 2 2"])))
    def test_no_two_headings_share_an_id(self, texts: list[str]) -> None:
        html = prepared("".join(f"<h2>{text}</h2>" for text in texts)).html
        ids = re.findall(r'id="([^"]*)"', html)
        assert len(ids) == len(set(ids)) == len(texts)

    @pytest.mark.parametrize(
        "html",
        [
            "<h2>a</h2>" * 20_000,
            "<em> </em>" * 30_000,
            "<table><tr><th>" * 250,
            "<table><tr><th></table>" * 8_000,
        ],
    )
    def test_no_text_is_slow_to_finish(self, html: str) -> None:
        cleaned = clean(html)
        with at_most(1):
            prepare(cleaned, language="fr")
