//! Lines that are certainly no Item: the title, contents lists, boilerplate, stray marks.

use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashSet;

use super::contents::{self, Contents};
use super::line::{Ground, Line};
use super::look;
use super::refrain;
use crate::document::markdown::Body;
use crate::lexicon::{Boilerplate, Reach, outline_words};

/// What a Line is known to be before any Item is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// May be anything.
    Text,
    /// The title, which the page shows by itself.
    Title,
    /// A first heading that says something else than the title.
    Subtitle,
    /// In a contents list.
    Contents,
    /// Boilerplate, this line only.
    Folded,
    /// A comment of the editors begins here and reaches to the next headline.
    Comment,
    /// After the last Item: boilerplate to the end.
    Tail,
    /// Comes again under every Item (`原文链接：…`): part of its text, head of nothing.
    Refrain,
    /// A lone punctuation mark.
    Stray,
}

/// Roles of all lines, and the contents lists.
#[derive(Debug)]
pub(super) struct Roles {
    /// For each line.
    pub(super) of: Vec<Role>,
    /// Lines that a contents list names.
    pub(super) listed: FxHashSet<usize>,
    /// The contents lists found.
    pub(super) contents: Vec<Contents>,
}

impl Roles {
    /// Gives back to the text the lists most of whose entries repeat neither headlines nor titles of
    /// Sections; whether there was one.
    pub(super) fn drop_other_lists(&mut self, is_head: impl Fn(usize) -> bool) -> bool {
        let before = self.contents.len();
        let of = &mut self.of;
        self.contents.retain(|list| {
            let heads = list.twins.iter().filter(|&&(_, to)| is_head(to)).count();
            let keep = heads * 2 >= list.twins.len();
            if !keep {
                for role in &mut of[list.lines.clone()] {
                    *role = Role::Text;
                }
            }
            keep
        });
        self.listed = self
            .contents
            .iter()
            .flat_map(|list| list.twins.iter().map(|&(_, to)| to))
            .collect();
        self.contents.len() < before
    }
}

/// Blocks at the top in which calls to follow and credits stand.
const TOP_BLOCKS: usize = 10;

/// Finds out what is certainly no Item.
pub(super) fn assign(
    body: &Body<'_>,
    lines: &[Line],
    title: &str,
    boilerplate: &Boilerplate,
) -> Roles {
    let mut roles = vec![Role::Text; lines.len()];
    title_line(lines, title, &mut roles);
    stray_marks(lines, &mut roles);
    for (line, role) in lines.iter().zip(&mut roles) {
        if line.ground == Ground::Name {
            *role = Role::Folded;
        }
    }
    let reach: Vec<Option<Reach>> = lines.iter().map(|line| reach(line, boilerplate)).collect();
    let contents = contents_lists(lines, &reach, &mut roles);
    for at in refrain::find(lines, &reach) {
        if roles[at] == Role::Text {
            roles[at] = Role::Refrain;
        }
    }
    single_lines(body, lines, &reach, &mut roles);
    if let Some(tail) = tail(body, lines, &reach, &contents, &roles) {
        for role in &mut roles[tail..] {
            *role = Role::Tail;
        }
    }
    let listed = contents
        .iter()
        .flat_map(|list| list.twins.iter().map(|&(_, to)| to))
        .collect();
    Roles {
        of: roles,
        listed,
        contents,
    }
}

/// What repeats the title is not shown twice; a first heading of level 1 that says something else
/// heads the text.
fn title_line(lines: &[Line], title: &str, roles: &mut [Role]) {
    if let Some(at) = lines
        .iter()
        .position(|line| line.ground == Ground::Heading(1))
    {
        roles[at] = Role::Subtitle;
    }
    let mut seen = false;
    for (at, line) in lines
        .iter()
        .enumerate()
        .take_while(|(_, line)| line.block < TOP_BLOCKS)
    {
        let heading = matches!(line.ground, Ground::Heading(_));
        let may = heading || line.ground == Ground::Text && line.first && line.last && !seen;
        if may
            && !begins_list(&lines[at..])
            && line.shape.pictures == 0
            && look::same_words(&line.text, title)
        {
            roles[at] = Role::Title;
            seen = true;
        }
    }
}

/// Whether the first of numbered lines of text stands here, or of lines with one symbol: it is as little a
/// title as the next.
fn begins_list(lines: &[Line]) -> bool {
    let mut leads = lines
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| (line.ground == Ground::Text).then_some(&line.lead));
    let Some(Some(first)) = leads.next() else {
        return false;
    };
    if let Some((style, number)) = first.number {
        // Its text may stand between the first and the next.
        let next = leads.flatten().find_map(|lead| lead.number);
        return number == 1 && next == Some((style, 2));
    }
    let second = leads.next().flatten();
    first.symbol.is_some() && second.is_some_and(|second| first.symbol == second.symbol)
}

/// A paragraph that is one punctuation mark: left over when text was copied.
fn stray_marks(lines: &[Line], roles: &mut [Role]) {
    for (line, role) in lines.iter().zip(roles) {
        let text = line.text.trim();
        let lone =
            line.ground == Ground::Text && line.first && line.last && line.shape.pictures == 0;
        if lone
            && !text.is_empty()
            && text.chars().count() <= 2
            && text.chars().all(|c| "。，、；：,.;:！!？?…".contains(c))
        {
            *role = Role::Stray;
        }
    }
}

/// How far a line begins boilerplate. Sentences inside a paragraph never do.
fn reach(line: &Line, boilerplate: &Boilerplate) -> Option<Reach> {
    match line.ground {
        Ground::Heading(_) | Ground::Text | Ground::Point(_) if !line.text.is_empty() => {
            let found = boilerplate.reach(&line.text);
            let found = found.or(look::is_copyright(&line.text).then_some(Reach::Tail));
            let comment = is_comment_head(line);
            found.or(comment.then_some(Reach::Section))
        }
        Ground::Quote => boilerplate
            .reach(line.inner.lines().next()?)
            .filter(|reach| *reach != Reach::Section),
        _ => None,
    }
}

/// `某某点评`: a short heading or bold line that ends in a word for a comment.
fn is_comment_head(line: &Line) -> bool {
    let headed = matches!(line.ground, Ground::Heading(_)) || line.shape.all_bold;
    let words = line.words().trim_end_matches(['：', ':']);
    headed && line.length() <= 12 && outline_words().comment.end_of(words)
}

/// Contents lists with the line that heads them.
fn contents_lists(lines: &[Line], reach: &[Option<Reach>], roles: &mut [Role]) -> Vec<Contents> {
    let mut found = contents::find(lines);
    for list in &mut found {
        while let Some(before) = list.lines.start.checked_sub(1) {
            let line = &lines[before];
            let empty = line.is_blank() && !matches!(line.ground, Ground::Picture);
            let heads = reach[before] == Some(Reach::Section) || is_contents_head(line);
            if roles[before] != Role::Text || !(heads || empty) {
                break;
            }
            list.lines.start = before;
            if heads {
                break;
            }
        }
        for role in &mut roles[list.lines.clone()] {
            *role = Role::Contents;
        }
    }
    found
}

/// A short line that announces a list of what follows.
fn is_contents_head(line: &Line) -> bool {
    let words = line.words().trim_end_matches(['：', ':', '！', '!']);
    words.chars().count() <= 14 && outline_words().contents.any_in(words)
}

/// Boilerplate that reaches over one line.
fn single_lines(body: &Body<'_>, lines: &[Line], reach: &[Option<Reach>], roles: &mut [Role]) {
    for (at, line) in lines.iter().enumerate() {
        if roles[at] != Role::Text {
            continue;
        }
        // A credit right below a headline is that of its news.
        let top = line.block < TOP_BLOCKS && !is_below_headline(lines, roles, at);
        roles[at] = match reach[at] {
            Some(Reach::Line) => Role::Folded,
            Some(Reach::Top) if top && line.length() <= 60 => Role::Folded,
            Some(Reach::Tail)
                if top
                    && at > 0
                    && line.length() <= 40
                    // In bold it could be a headline, but asks for something.
                    && (line.ground != Ground::Text || line.shape.all_bold && look::begs(&line.text)) =>
            {
                Role::Folded
            }
            Some(Reach::Section)
                if is_comment_head(line)
                    || (line.shape.all_bold || matches!(line.ground, Ground::Heading(_)))
                        && !is_contents_head(line) =>
            {
                Role::Comment
            }
            _ if line.ground == Ground::Quote
                && (holds_only_links(body, line) || look::calls(&line.inner)) =>
            {
                Role::Folded
            }
            _ => Role::Text,
        };
    }
}

/// Whether the line before is a heading that is not the title.
fn is_below_headline(lines: &[Line], roles: &[Role], at: usize) -> bool {
    let before = lines[..at].iter().rposition(|line| !line.is_blank());
    before.is_some_and(|before| {
        matches!(lines[before].ground, Ground::Heading(level) if level > 1)
            && roles[before] == Role::Text
            && !look::is_closing_title(lines[before].words())
    })
}

/// A quote whose words are nearly all linked or bold: a box of links, not a quotation.
fn holds_only_links(body: &Body<'_>, line: &Line) -> bool {
    let (mut strong, mut link, mut image) = (0_u32, 0_u32, 0_u32);
    let (mut plain, mut marked, mut links) = (0, 0, 0);
    for (event, _) in &body.events[line.events.clone()] {
        match event {
            Event::Start(Tag::Strong) => strong += 1,
            Event::End(TagEnd::Strong) => strong -= 1,
            Event::Start(Tag::Link { .. }) => {
                link += 1;
                links += 1;
            }
            Event::End(TagEnd::Link) => link -= 1,
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Text(text) if image == 0 => {
                let length = text.chars().filter(|c| c.is_alphanumeric()).count();
                if strong > 0 || link > 0 {
                    marked += length;
                } else {
                    plain += length;
                }
            }
            _ => {}
        }
    }
    links > 0 && plain * 2 <= marked
}

/// Written paragraphs that a publisher's word about itself may have.
const MOST_PROSE: usize = 2;

/// Headlines over sentences that are no longer a publisher's word about itself.
const MOST_PIECES: usize = 3;

/// Sentences from which on a closing must be the lesser part of the text.
const MOST_SENTENCES: usize = 3;

/// Characters of the shortest of them.
const SHORTEST_SENTENCE: usize = 12;

/// Characters of the shortest report.
const SHORTEST_REPORT: usize = 28;

/// Thematic breaks from which on they part Items.
const PARTING_RULES: usize = 3;

/// The line after which nothing but boilerplate stands.
fn tail(
    body: &Body<'_>,
    lines: &[Line],
    reach: &[Option<Reach>],
    contents: &[Contents],
    roles: &[Role],
) -> Option<usize> {
    let listed = contents
        .iter()
        .flat_map(|list| list.twins.iter().map(|&(_, to)| to))
        .filter(|&at| !is_name(&lines[at]))
        .max();
    let total: usize = lines.iter().map(|line| line.whole().len()).sum();
    let labels = repeated_labels(lines, reach);
    let mut after = 0;
    let (mut reports, mut pieces, mut start, mut headed) = (0, 0, None, false);
    let (mut words, mut signs, mut prose, mut sentences) = (0, 0, 0, 0);
    // Rules that part the Items say nothing of the end.
    let rules = lines.iter().filter(|line| line.ground == Ground::Rule);
    let parts_items = rules.count() >= PARTING_RULES;
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        if matches!(roles[at], Role::Title | Role::Subtitle | Role::Contents)
            || listed.is_some_and(|last| at <= last)
        {
            break;
        }
        let text = line.whole();
        after += text.len();
        // So does the credit of a picture, where each has one.
        let of_one_picture = sentences > 0 && label(text).is_some_and(|own| labels.contains(own));
        let own_reach = matches!(reach[at], Some(Reach::Tail)) && !of_one_picture;
        // A link to the whole text below one piece says nothing of the end, while more follow; nor does
        // what stands right below its headline.
        let of_one_piece = headed
            && (look::is_credit(&line.text)
                || holds_sentence(line) && is_below_headline(lines, roles, at));
        if reach[at].is_none() && heads_news(lines, at) {
            headed = true;
            pieces += 1;
        }
        let sign = roles[at] != Role::Refrain
            && !of_one_piece
            && (own_reach
                || look::calls(text)
                || reports == 0 && prose == 0 && !headed && look::begs(text)
                || is_reading_list_head(body, lines, at));
        // Most of a text is not its closing.
        let most = sentences >= MOST_SENTENCES && after * 3 > total;
        if prose <= MOST_PROSE && sign && !most {
            start = Some(at);
            signs += 1;
        } else if line.ground == Ground::Rule
            && !parts_items
            && words * 4 <= total
            && after < total / 2
            && (signs > 0 || after < 200 * 3)
        {
            start = Some(at);
        }
        words += text.len();
        let written = line.ground == Ground::Text
            && !sign
            && text.chars().count() >= 60
            && look::ends_sentence(text);
        prose += usize::from(written);
        let said = !sign && reach[at].is_none() && holds_sentence(line) && !look::begs(text);
        sentences += usize::from(said);
        let newsy = !sign
            && line.ground != Ground::Quote
            && text.chars().count() >= SHORTEST_REPORT
            && !line.shape.all_linked
            && (look::reports(text) && holds_sentence(line));
        reports += usize::from(newsy);
        if reports > 0
            || pieces == MOST_PIECES
            || after * 2 > total && start.is_none_or(|start| start > at + 30)
        {
            break;
        }
    }
    // What stands right before the first sign and is only pictures belongs to the text.
    start.filter(|&start| start > 0)
}

/// Characters of the longest name of an account.
const NAME: usize = 10;

/// A short line without any mark: the account that is named over a text and below it again.
fn is_name(line: &Line) -> bool {
    line.ground == Ground::Text
        && !line.shape.begins_bold
        && line.lead == look::Lead::default()
        && line.length() <= NAME
}

/// Whether a line of text or a point holds a sentence; a link to its source may stand behind it.
fn holds_sentence(line: &Line) -> bool {
    let text = line.whole();
    matches!(line.ground, Ground::Text | Ground::Point(_))
        && !line.shape.all_linked
        && text.chars().count() >= SHORTEST_SENTENCE
        && (look::ends_sentence(text) || text.contains('。'))
}

/// What stands before the colon of a line of credits: `图片来源：…`.
fn label(text: &str) -> Option<&str> {
    let head = look::clip(text.trim(), LONGEST_LABEL);
    let (label, _) = head.split_once(['：', ':'])?;
    Some(label)
}

/// Characters of the longest of them, the colon included.
const LONGEST_LABEL: usize = 10;

/// Labels of credits that stand on two lines or more.
fn repeated_labels<'l>(lines: &'l [Line], reach: &[Option<Reach>]) -> FxHashSet<&'l str> {
    let mut seen = FxHashSet::default();
    let credits = lines
        .iter()
        .zip(reach)
        .filter(|(_, reach)| **reach == Some(Reach::Tail));
    credits
        .filter_map(|(line, _)| label(line.whole()))
        .filter(|label| !seen.insert(*label))
        .collect()
}

/// A heading, a bold line or a day over a sentence that asks for nothing.
fn heads_news(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let may = matches!(line.ground, Ground::Heading(_))
        || line.ground == Ground::Text && line.shape.all_bold && line.first;
    // A picture, a credit or a day may stand between.
    let passed = |line: &&Line| {
        let short = line.whole().chars().count() <= LONGEST_CREDIT;
        line.is_blank() || short && !look::ends_sentence(line.whole())
    };
    let below = || lines[at + 1..].iter().take(NEAR).find(|line| !passed(line));
    may && !look::calls(&line.text)
        && below().is_some_and(|line| {
            line.ground == Ground::Text
                && look::ends_sentence(&line.text)
                && !look::calls(&line.text)
                && !look::begs(&line.text)
        })
}

/// Lines below a headline in which its text begins.
const NEAR: usize = 5;

/// Characters of a line of credits.
const LONGEST_CREDIT: usize = 40;

/// A short heading over nothing but links: `更多…：`, `相关资料`.
fn is_reading_list_head(body: &Body<'_>, lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let headed = matches!(line.ground, Ground::Heading(_))
        || line.shape.all_bold
        || line.text.ends_with(['：', ':']);
    let words = line.words();
    if !headed || line.length() > 24 || !outline_words().reading.any_in(words) {
        return false;
    }
    let next: Vec<&Line> = lines[at + 1..]
        .iter()
        .filter(|line| !line.is_blank())
        .take(4)
        .collect();
    let linked = next
        .iter()
        .filter(|line| line.shape.all_linked || body.links(line.events.clone()).next().is_some())
        .count();
    let written = next
        .iter()
        .any(|line| line.whole().chars().count() >= 60 && look::ends_sentence(line.whole()));
    !next.is_empty() && !written && linked * 4 >= next.len() * 3
}
