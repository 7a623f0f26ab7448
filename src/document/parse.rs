//! From a Source to a Document, step by step: front matter, body, title, dates, outline, and what
//! each Item names.

use compact_str::CompactString;

use super::front_matter::Entry;
use super::markdown::cjk::joins_lines;
use super::markdown::{self, Body, Slice, Writer};
use super::mention::{self, Clock, Dated, ItemText};
use super::outline::{self, Chunk, Outline, Piece, PieceKind, Start, Title, Wish};
use super::{
    Document, Item, ItemLeaf, Leaf, Link, Meta, Part, Passage, Section, allow, dates, front_matter,
    title,
};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fold::in_simplified;
use crate::lexicon::Lexicon;
use crate::slug;
use crate::source::Source;

/// Longest summary, in characters.
const SUMMARY: usize = 120;

/// Longest title, in characters: it stands in every list.
const MAX_TITLE: usize = 500;

/// Longest generated headline, in characters.
const HEADLINE: usize = 40;

/// Parses one Source. Never fails; the Document is never empty of what the text holds.
pub fn parse(
    source: &Source,
    settings: &Settings,
    lexicon: &Lexicon,
) -> (Document, Vec<Diagnostic>) {
    let nothing = Wanted::default();
    let (document, diagnostics, ()) = read(source, settings, lexicon, nothing, |_, _| ());
    (document, diagnostics)
}

/// What a Document was made of.
#[derive(Debug)]
pub struct Made<'a> {
    /// The keys of the front matter, as they are written.
    pub entries: &'a [Entry],
    /// The text below it.
    pub body: &'a Body<'a>,
    /// Byte where that begins.
    pub start: u32,
}

/// Parses one Source as [`parse`] does, and lets someone look at the Document beside what it was
/// made of.
pub fn parse_and<T>(
    source: &Source,
    settings: &Settings,
    lexicon: &Lexicon,
    look: impl FnOnce(&Document, &Made<'_>) -> T,
) -> (Document, Vec<Diagnostic>, T) {
    let wanted = Wanted {
        entries: true,
        ..Wanted::default()
    };
    read(source, settings, lexicon, wanted, look)
}

/// Parses one Source as [`parse`] does, and keeps what the mention rules saw and why in
/// [`ItemLeaf::mentions`].
pub fn explain(
    source: &Source,
    settings: &Settings,
    lexicon: &Lexicon,
) -> (Document, Vec<Diagnostic>) {
    let wanted = Wanted {
        explain: true,
        ..Wanted::default()
    };
    let (document, diagnostics, ()) = read(source, settings, lexicon, wanted, |_, _| ());
    (document, diagnostics)
}

/// A step of parsing one Source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Front matter, and the text as Markdown.
    Markdown,
    /// Title, dates, Sections and Items.
    Outline,
    /// The HTML and the plain text of each stretch.
    Html,
    /// Day, places, issuers and titles of each Item.
    Mention,
}

/// Parses one Source as [`parse`] does, and calls `lap` at the end of each step, over and over: who
/// calls has the clock.
pub fn watched(
    source: &Source,
    settings: &Settings,
    lexicon: &Lexicon,
    lap: &mut dyn FnMut(Step),
) -> (Document, Vec<Diagnostic>) {
    let wanted = Wanted {
        lap: Some(lap),
        ..Wanted::default()
    };
    let (document, diagnostics, ()) = read(source, settings, lexicon, wanted, |_, _| ());
    (document, diagnostics)
}

/// What is asked for beside the Document.
#[derive(Default)]
struct Wanted<'a> {
    /// Items keep their Mentions.
    explain: bool,
    /// The front matter's keys as they are written.
    entries: bool,
    /// What to call at the end of a step.
    lap: Option<&'a mut dyn FnMut(Step)>,
}

fn read<T>(
    source: &Source,
    settings: &Settings,
    lexicon: &Lexicon,
    wanted: Wanted<'_>,
    look: impl FnOnce(&Document, &Made<'_>) -> T,
) -> (Document, Vec<Diagnostic>, T) {
    let (explain, mut lap) = (wanted.explain, wanted.lap);
    let mut diagnostics = Diagnostics::new(source);
    let mut entries = Vec::new();
    let kept = wanted.entries.then_some(&mut entries);
    let (meta, start) = front_matter::read(source, settings, kept, &mut diagnostics);
    let body = markdown::read(&source.text[start as usize..], start);
    if let Some(lap) = &mut lap {
        lap(Step::Markdown);
    }
    let heading = title::find(&body);
    let title = meta.title.clone().filter(|title| !title.trim().is_empty());
    let title_line = heading.as_ref().map_or(1, |(_, at)| source.line(*at));
    let mut title = title
        .or_else(|| heading.as_ref().map(|(text, _)| text.clone()))
        .unwrap_or_else(|| title::of_path(&source.path));
    if title.chars().nth(MAX_TITLE).is_some() {
        diagnostics
            .add_whole(
                "title-too-long",
                format!("the title has more than {MAX_TITLE} characters and is cut"),
            )
            .hint("write a `title:` of one line");
        title = cut(&title, MAX_TITLE);
    }
    let clue = match &heading {
        Some((words, _)) if *words != title => format!("{title} {words}"),
        _ => title.clone(),
    };
    let mut dates = dates::read(&meta, &clue, &body, source);
    let wish = Wish {
        digest: meta.digest,
        items: meta.items.as_deref(),
    };
    let outline = outline::read(&body, &title, &clue, wish, lexicon);
    if outline.digest {
        dates::settle(&mut dates, &clue);
    }
    if let Some(lap) = &mut lap {
        lap(Step::Outline);
    }
    report(&outline, &body, &mut diagnostics);
    if outline.unknown_marker {
        diagnostics.add_whole(
            "items-unknown",
            format!(
                "no line of the text has the look `{}`",
                meta.items.as_deref().unwrap_or_default()
            ),
        );
    }
    let mut document = Document {
        path: source.path.clone(),
        key: source.key,
        title,
        title_line,
        summary: String::new(),
        lang: meta
            .lang
            .clone()
            .or_else(|| lang(&source.text[start as usize..])),
        digest: outline.digest,
        leaf: None,
        shelved: None,
        shelved_texts: None,
        sections: Vec::new(),
        items: Vec::new(),
        links: Vec::new(),
        anchors: Vec::new(),
        allows: allow::read(source, start, &mut diagnostics),
        story: None,
        dates,
        meta,
    };
    let mut scribe = Scribe::new(source, settings, lexicon, &body, &outline, &mut document);
    scribe.explain = explain;
    if explain {
        scribe.leaf.looks = outline::evidence(&body, &scribe.document.title, &clue, lexicon);
    }
    if let Some(lap) = lap {
        scribe.lap = Some(lap);
    }
    for piece in &outline.pieces {
        scribe.piece(piece);
    }
    let leaf = scribe.finish(&mut diagnostics);
    document.leaf = Some(Box::new(leaf));
    document.summary = summary(&document);
    let made = Made {
        entries: &entries,
        body: &body,
        start,
    };
    let seen = look(&document, &made);
    if !explain {
        forget(&mut document.meta);
    }
    fit(&mut document);
    (document, diagnostics.into_vec(), seen)
}

/// Forgets what the Document has in another form, or nobody asks for when it is parsed: the title and the
/// description once more, and words for search engines, 30 MB of 100,000 posts.
fn forget(meta: &mut Meta) {
    meta.title = None;
    meta.description = None;
    meta.keywords = Vec::new();
}

/// Gives back the room that lists grew into: Documents stay in memory till the end.
fn fit(document: &mut Document) {
    document.items.shrink_to_fit();
    document.sections.shrink_to_fit();
    document.links.shrink_to_fit();
    document.anchors.shrink_to_fit();
    document.meta.tags.shrink_to_fit();
    document.meta.categories.shrink_to_fit();
}

/// Turns what the outline and the Markdown reader saw into Diagnostics.
fn report(outline: &Outline, body: &Body<'_>, diagnostics: &mut Diagnostics<'_>) {
    for finding in &body.findings {
        diagnostics
            .add(finding.code, finding.span, finding.message.clone())
            .hint(finding.hint);
    }
    for &span in &outline.strays {
        diagnostics
            .add(
                "stray-punctuation",
                span,
                "a punctuation mark stands alone in its paragraph and is left out",
            )
            .hint("delete the line");
    }
    if let Some(span) = outline.too_many {
        diagnostics
            .add(
                "too-many-items",
                span,
                format!(
                    "the text holds more than {} items; the rest stays in the last one",
                    outline::MOST_ITEMS
                ),
            )
            .hint("part the file, or write `digest: false` in its front matter");
    }
}

/// `zh` or `en` by the letters of the text.
fn lang(text: &str) -> Option<String> {
    let (mut han, mut latin) = (0_u32, 0_u32);
    for c in text.chars().take(4000) {
        match c {
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => han += 1,
            'a'..='z' | 'A'..='Z' => latin += 1,
            _ => {}
        }
    }
    match (han, latin) {
        (0, 0) => None,
        (han, latin) if han * 8 >= latin => Some("zh".to_owned()),
        (0, _) => Some("en".to_owned()),
        _ => None,
    }
}

/// Start events of the headings that only repeat the title: they stand in no Piece, and links to
/// them lead to the top of the page.
fn titles_of_the_page<'a>(
    body: &'a Body<'_>,
    outline: &'a Outline,
) -> impl Iterator<Item = usize> + 'a {
    let stands = |heading: usize, piece: &Piece| {
        let title = match &piece.kind {
            PieceKind::Section(title) => title.heading,
            PieceKind::Item(start) => start.headline.as_ref().and_then(|title| title.heading),
            _ => None,
        };
        let within =
            |chunk: &Chunk| matches!(chunk, Chunk::Blocks(events) if events.contains(&heading));
        title == Some(heading) || piece.chunks.iter().any(within)
    };
    // They stand at the head: the title, and at most its repeats.
    let headings = body.blocks.iter().take(HEAD_BLOCKS);
    headings
        .filter(|block| matches!(block.kind, markdown::BlockKind::Heading(_)))
        .map(|block| block.events.start)
        .filter(move |&heading| !outline.pieces.iter().any(|piece| stands(heading, piece)))
}

/// Blocks at the head of a body among which the title may stand.
const HEAD_BLOCKS: usize = 10;

/// Writes Pieces into a Document.
struct Scribe<'a> {
    source: &'a Source,
    lexicon: &'a Lexicon,
    body: &'a Body<'a>,
    writer: Writer<'a>,
    clock: Clock,
    document: &'a mut Document,
    leaf: Leaf,
    /// Whether Items keep their Mentions.
    explain: bool,
    /// Whether the text is in traditional characters.
    traditional: bool,
    /// What to call at the end of a step.
    lap: Option<&'a mut dyn FnMut(Step)>,
    /// Fragment of the Item or Section that begins on each line that a contents list names.
    targets: std::collections::HashMap<usize, String>,
    /// Fragments of Items, in order of the Pieces.
    fragments: std::vec::IntoIter<String>,
}

impl<'a> Scribe<'a> {
    fn new(
        source: &'a Source,
        settings: &Settings,
        lexicon: &'a Lexicon,
        body: &'a Body<'a>,
        outline: &Outline,
        document: &'a mut Document,
    ) -> Self {
        let mut writer = Writer::new(
            body,
            markdown::Settings {
                images: settings.images,
                title: outline.title,
                plain: false,
            },
        );
        let mut targets = std::collections::HashMap::new();
        let mut fragments = Vec::new();
        for piece in &outline.pieces {
            match &piece.kind {
                PieceKind::Item(start) => {
                    let fragment = writer.claim(&fragment(start, piece, body, document));
                    if let Some(heading) = start.headline.as_ref().and_then(|title| title.heading) {
                        writer.anchor(heading, &fragment);
                    }
                    targets.insert(start.line, fragment.clone());
                    fragments.push(fragment);
                }
                PieceKind::Section(title) => {
                    let wanted = title.id.clone().unwrap_or_else(|| slug::slug(&title.text));
                    let fragment = writer.claim(&wanted);
                    if let Some(heading) = title.heading {
                        writer.anchor(heading, &fragment);
                    }
                    targets.insert(title.line, fragment.clone());
                    fragments.push(fragment);
                }
                _ => {}
            }
        }
        for heading in titles_of_the_page(body, outline) {
            writer.anchor(heading, "content");
        }
        let clock = dates::clock(&document.dates, &document.title, body);
        Self {
            source,
            lexicon,
            body,
            writer,
            clock,
            document,
            leaf: Leaf::default(),
            explain: false,
            traditional: outline.traditional,
            lap: None,
            targets,
            fragments: fragments.into_iter(),
        }
    }

    fn piece(&mut self, piece: &Piece) {
        match &piece.kind {
            PieceKind::Prose => self.stretch(piece, Part::Prose),
            PieceKind::Folded => self.stretch(piece, Part::Folded),
            PieceKind::Contents(entries) => {
                let before = self.leaf.markup.whole();
                for (entry, chunk) in entries.iter().zip(&piece.chunks) {
                    let target = entry.to.and_then(|line| self.targets.get(&line)).cloned();
                    self.entry(entry, chunk, target);
                }
                let markup = self.leaf.markup.since(before);
                self.leaf.parts.push(Part::Contents(markup));
            }
            PieceKind::Section(title) => {
                let markup = self.title(title);
                let fragment = self.fragments.next().unwrap_or_default();
                let number = self.document.sections.len() as u32;
                self.leaf.parts.push(Part::Section(number, markup));
                self.document.sections.push(Section {
                    title: title.text.as_str().into(),
                    fragment: fragment.into(),
                    line: self.source.line(title.at),
                });
            }
            PieceKind::Item(start) => self.item(start, piece),
        }
    }

    fn stretch(&mut self, piece: &Piece, part: fn(Passage) -> Part) {
        let markup = self.markup(&piece.chunks);
        if !markup.is_empty() {
            self.leaf.parts.push(part(markup));
        }
    }

    /// One entry of a contents list, linked to what it names.
    fn entry(&mut self, entry: &outline::Entry, chunk: &Chunk, target: Option<String>) {
        let Chunk::Paragraph(_) = chunk else {
            self.chunk(chunk);
            return;
        };
        let inline = self.writer.inline(&entry.slice);
        let link = target.filter(|_| !entry.linked);
        let markup = &mut self.leaf.markup;
        markup.html.push_str("<p>");
        if let Some(fragment) = &link {
            markup.html.push_str("<a href=\"#");
            markup.html.push_str(&slug::encode_path(fragment));
            markup.html.push_str("\">");
        }
        markup.append(&inline);
        markup.html.push_str(if link.is_some() {
            "</a></p>\n"
        } else {
            "</p>\n"
        });
    }

    fn end(&mut self, step: Step) {
        if let Some(lap) = &mut self.lap {
            lap(step);
        }
    }

    fn item(&mut self, start: &Start, piece: &Piece) {
        let whole = !self.document.digest;
        let markup = self.markup(&piece.chunks);
        let text = Text::of(self.body, self.source, &piece.chunks);
        let (headline, headless) = match &start.headline {
            Some(title) => (title.text.clone(), false),
            None if whole => (self.document.title.clone(), false),
            None => (generated(outline::without_lead(&text.words)), true),
        };
        let line = if whole {
            self.document.title_line
        } else {
            self.source.line(start.at)
        };
        self.end(Step::Html);
        let read = if self.traditional {
            mention::read_traditional
        } else {
            mention::read
        };
        let item = ItemText {
            headline: if headless { "" } else { &headline },
            headline_line: line,
            body: &text.words,
            lines: &text.lines,
        };
        let reading = read(&item, &self.clock, self.lexicon, self.explain);
        self.end(Step::Mention);
        let headline_markup = start
            .headline
            .as_ref()
            .map(|title| self.title(title))
            .unwrap_or_default();
        let dated = match reading.date.day.date {
            Some(_) => reading.date,
            None => self.day_over(start).unwrap_or(reading.date),
        };
        let item = Item {
            fragment: self.fragments.next().unwrap_or_default().into(),
            line,
            section: (self.document.sections.len() as u32).checked_sub(1),
            headline: headline.into(),
            headless,
            date: dated.day,
            marker: start.category.as_deref().map(Into::into),
            text: text.words.into(),
            regions: if reading.regions.is_empty() {
                self.places_over(start)
            } else {
                reading.regions.into_iter().map(Into::into).collect()
            },
            issuers: reading.issuers.into_iter().map(Into::into).collect(),
            works: reading.works.into(),
        };
        let number = self.document.items.len() as u32;
        self.document.items.push(item);
        self.leaf.parts.push(Part::Item(number));
        self.leaf.items.push(ItemLeaf {
            headline: headline_markup,
            markup,
            date_evidence: dated.evidence,
            links: links(self.body, start, &piece.chunks),
            rule: start.rule,
            mentions: reading.mentions,
        });
    }

    /// What is written over an Item: its category, and the title of the Section at hand.
    fn over<'s>(&'s self, start: &'s Start) -> impl Iterator<Item = &'s str> {
        let section = self.document.sections.last();
        let section = section.map(|section| &*section.title);
        start.category.as_deref().into_iter().chain(section)
    }

    /// The day that stands over an Item and is nothing else, or behind a name: `3月9日（周二）`,
    /// `每日新闻(2018-12-11)`.
    fn day_over(&self, start: &Start) -> Option<Dated> {
        let mut days = self.over(start).filter_map(outline::day_of);
        days.find_map(|words| mention::day_of(words, &self.clock))
    }

    /// The place that stands over an Item and is nothing else: `【浙江】`.
    fn places_over(&self, start: &Start) -> Box<[CompactString]> {
        let place = |words: &str| {
            let simplified = self.traditional.then(|| in_simplified(words));
            mention::place_of(simplified.as_deref().unwrap_or(words), self.lexicon)
        };
        let place = self.over(start).find_map(place);
        place.into_iter().map(Into::into).collect()
    }

    fn title(&mut self, title: &Title) -> Passage {
        let title = self.writer.inline(&title.slice);
        self.leaf.markup.append(&title)
    }

    fn markup(&mut self, chunks: &[Chunk]) -> Passage {
        let before = self.leaf.markup.whole();
        for chunk in chunks {
            self.chunk(chunk);
        }
        self.leaf.markup.since(before)
    }

    fn chunk(&mut self, chunk: &Chunk) {
        let markup = match chunk {
            Chunk::Blocks(events) => self.writer.render(events.clone()),
            Chunk::Paragraph(slice) => self.writer.paragraph(slice),
            Chunk::Points(points) => self.writer.list(points),
        };
        self.leaf.markup.append(&markup);
    }

    fn finish(mut self, diagnostics: &mut Diagnostics<'_>) -> Leaf {
        let notes = self.writer.footnotes();
        if !notes.is_empty() {
            let notes = self.leaf.markup.append(&notes);
            self.leaf.parts.push(Part::Prose(notes));
        }
        self.document.anchors = self.writer.anchors();
        self.end(Step::Html);
        let (links, findings) = self.writer.finish();
        self.document.links = links
            .into_iter()
            .map(|(target, span)| Link {
                target,
                place: self.source.place(span),
            })
            .collect();
        for finding in findings {
            diagnostics
                .add(finding.code, finding.span, finding.message)
                .hint(finding.hint);
        }
        self.leaf
    }
}

/// The name of an Item in its page (DESIGN §4.3).
fn fragment(start: &Start, piece: &Piece, body: &Body<'_>, document: &Document) -> String {
    match &start.headline {
        Some(Title { id: Some(id), .. }) => id.clone(),
        Some(title) => slug::headline_fragment(&title.text),
        None if !document.digest => slug::headline_fragment(&document.title),
        None => {
            let words: String = piece
                .chunks
                .iter()
                .take(3)
                .map(|chunk| chunk_text(body, chunk))
                .collect();
            slug::text_fragment(&words)
        }
    }
}

/// The plain text of an Item, and where its lines stand in the Source.
struct Text {
    words: String,
    lines: Vec<(u32, u32)>,
}

impl Text {
    fn of(body: &Body<'_>, source: &Source, chunks: &[Chunk]) -> Self {
        let mut text = Self {
            words: String::new(),
            lines: Vec::new(),
        };
        for chunk in chunks {
            match chunk {
                Chunk::Blocks(events) => {
                    for block in blocks_in(body, events) {
                        text.add(body, source, &Slice::from(block));
                    }
                }
                Chunk::Paragraph(slice) => text.add(body, source, slice),
                Chunk::Points(points) => {
                    for point in points {
                        text.add(body, source, &Slice::from(point.events.clone()));
                    }
                }
            }
        }
        text
    }

    fn add(&mut self, body: &Body<'_>, source: &Source, slice: &Slice) {
        let words = body.text(slice);
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        // A paragraph that the source parted in the middle of a sentence goes on.
        if let (Some(before), Some(after)) = (self.words.chars().next_back(), words.chars().next())
        {
            let goes_on = "，。；：、）》”！？".contains(after);
            if !goes_on || !joins_lines(before, after) {
                self.words.push('\n');
            }
        }
        self.lines
            .push((self.words.len() as u32, source.line(body.span(slice).start)));
        self.words.push_str(words);
    }
}

/// The top-level Blocks in a range of events, or what is in it when none begins there.
fn blocks_in(body: &Body<'_>, events: &std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let from = body
        .blocks
        .partition_point(|block| block.events.start < events.start);
    let blocks: Vec<_> = body.blocks[from..]
        .iter()
        .take_while(|block| block.events.end <= events.end)
        .map(|block| block.events.clone())
        .collect();
    if blocks.is_empty() {
        vec![events.clone()]
    } else {
        blocks
    }
}

fn chunk_text(body: &Body<'_>, chunk: &Chunk) -> String {
    match chunk {
        Chunk::Blocks(events) => body.text(&Slice::from(events.clone())),
        Chunk::Paragraph(slice) => body.text(slice),
        Chunk::Points(points) => points
            .iter()
            .map(|point| body.text(&Slice::from(point.events.clone())))
            .collect(),
    }
}

/// External addresses in an Item, in order, each once.
fn links(body: &Body<'_>, start: &Start, chunks: &[Chunk]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut add = |events: std::ops::Range<usize>| {
        for (address, _) in body.links(events) {
            let external = address.starts_with("http://") || address.starts_with("https://");
            if external && seen.insert(address.to_owned()) {
                found.push(address.to_owned());
            }
        }
    };
    let of_slice = |slice: &Slice| {
        let from = slice
            .open
            .iter()
            .copied()
            .min()
            .unwrap_or(slice.start.event)
            .min(slice.start.event);
        let opened: Vec<usize> = slice.open.clone();
        (opened, slice.start.event.max(from)..slice.events().end)
    };
    let add_slice = |slice: &Slice, add: &mut dyn FnMut(std::ops::Range<usize>)| {
        let (opened, events) = of_slice(slice);
        for at in opened {
            add(at..at + 1);
        }
        add(events);
    };
    if let Some(title) = &start.headline {
        add_slice(&title.slice, &mut add);
    }
    for chunk in chunks {
        match chunk {
            Chunk::Blocks(events) => add(events.clone()),
            Chunk::Paragraph(slice) => add_slice(slice, &mut add),
            Chunk::Points(points) => points.iter().for_each(|point| add(point.events.clone())),
        }
    }
    found
}

/// A headline for a text that has none: its first sentence, cut at a natural place.
fn generated(text: &str) -> String {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let lead = line.trim();
    let end = lead.find(['。', '！', '？', '；']).unwrap_or(lead.len());
    cut(lead[..end].trim(), HEADLINE)
}

/// At most `most` characters, cut after a comma or between words, with `…` where it was cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    let Some((limit, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = &text[..limit];
    let natural = head
        .rfind(['，', ',', '、', '：', ' ', '；', '。'])
        .filter(|&at| head[..at].chars().count() * 2 >= most);
    let head = natural.map_or(head, |at| &head[..at]);
    format!("{}…", head.trim_end())
}

/// One or two sentences about the Document.
fn summary(document: &Document) -> String {
    if let Some(description) = &document.meta.description {
        return cut(description.trim(), SUMMARY * 2);
    }
    if document.digest {
        let headlines: Vec<&str> = document
            .items
            .iter()
            .take(3)
            .map(|item| &*item.headline)
            .collect();
        return cut(&headlines.join("；"), SUMMARY);
    }
    let text = document.items.first().map_or("", |item| &*item.text);
    let line = text
        .lines()
        .find(|line| line.chars().count() >= 12)
        .unwrap_or_else(|| text.lines().next().unwrap_or_default());
    cut(line.trim(), SUMMARY)
}
