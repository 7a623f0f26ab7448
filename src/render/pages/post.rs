//! Posts and standing pages.

use std::fmt::Write as _;

use crate::archive::{DocumentId, ISSUERS, ItemId, POLICIES, REGIONS};
use crate::document::{
    DateStatus, Document, ItemLeaf, Leaf, Markup, Meta, MetaValue, Part, Passage,
};
use crate::render::address::item_id;
use crate::render::json_ld::About;
use crate::render::view::{
    ContentsEntry, FacetTerms, Html, ItemLine, ItemView, LinkView, PartView, PostRow, PostView,
    RelationView, SectionView, StandingView,
};
use crate::render::words::span_of;
use crate::site::{Page, Resolved};
use crate::slug::{decode, encode_path};
use crate::theme::{Part as Held, Parts};

use super::dates::Unit;
use super::{Scope, Subject};

/// Related Items, and repeats, that one Item shows.
const RELATED_ITEMS: usize = 3;

/// Related posts that a post shows.
const RELATED_POSTS: usize = 4;

impl Scope<'_> {
    pub(super) fn post_view(&self, page: &Page, id: DocumentId) -> PostView {
        let renderer = self.renderer;
        let document = renderer.document(id);
        let dates = &document.dates;
        let sections = self.sections(id);
        let mut subject = Subject::new(self, page, &document.title, "");
        subject.description.clone_from(&document.summary);
        subject.breadcrumbs = self.date_crumbs(document);
        let translations = self.translations(id);
        subject.translations = self.alternates(id);
        subject.about = About::Post(id);
        let contents = contents(document, &sections);
        let lang = self.lang(id);
        let spoken = lang.as_ref().unwrap_or(&renderer.settings.language);
        subject.parts = parts(&sections, spoken).with(Held::Contents, !contents.is_empty());
        if let Some(Some(picture)) = renderer.site.pictures.get(id as usize) {
            subject.image = renderer.absolute(&encode_path(&picture.0));
        }
        let (previous, next) = renderer.archive.neighbours(id);
        let (edit, history) = renderer.settings.source_links(&document.path);
        let story = document.story.as_ref();
        PostView {
            head: subject.head(),
            title: document.title.clone(),
            lang,
            period: self.period_of(id),
            published: self.day(dates.published.as_ref()),
            archived: self.day(dates.archived.as_ref()),
            updated: self.day(dates.updated.as_ref()),
            source: named_source(&document.meta),
            origin: document.meta.source_url.as_deref().and_then(origin),
            copy: kept_copy(&document.meta).and_then(source),
            authors: document.meta.authors.clone(),
            facets: self.facet_terms(id),
            relations: self.relations(id),
            translations,
            edit,
            history,
            first_change: self.day(story.map(|story| &story.first)),
            contributors: story.map_or_else(Vec::new, |story| story.contributors.clone()),
            digest: document.digest,
            n_items: document.items.len(),
            contents,
            sections,
            series: renderer.archive.series.issues(id).is_some(),
            previous: previous.map(|id| self.post_link(id)),
            next: next.map(|id| self.post_link(id)),
            related: self.related(id),
        }
    }

    pub(super) fn standing(&self, page: &Page, id: DocumentId) -> StandingView {
        let document = self.renderer.document(id);
        let mut subject = Subject::new(self, page, &document.title, "");
        subject.description.clone_from(&document.summary);
        StandingView {
            head: subject.head(),
            title: document.title.clone(),
            lang: self.lang(id),
            updated: self.day(document.dates.updated.as_ref()),
            sections: self.sections(id),
        }
    }

    /// The year and the month in which a post's period ends.
    fn date_crumbs(&self, document: &Document) -> Vec<LinkView> {
        let Some(period) = &document.dates.period else {
            return Vec::new();
        };
        let calendar = &self.renderer.archive.calendar;
        let words = self.renderer.words;
        let year = span_of(&calendar.years, period.end).map(|at| Unit::Year.page(at));
        let month = span_of(&calendar.months, period.end).map(|at| Unit::Month.page(at));
        let year = year.map(|page| (words.year(period.end), self.page(page)));
        let month = month.map(|page| (words.month(period.end), self.page(page)));
        let crumbs = year.into_iter().chain(month);
        crumbs
            .map(|(label, href)| LinkView { label, href })
            .collect()
    }

    fn facet_terms(&self, id: DocumentId) -> Vec<FacetTerms> {
        let renderer = self.renderer;
        let facets = renderer.archive.facets.iter().enumerate();
        // Regions, issuers and policies stand at the Items that name them.
        let of_post = facets.filter(|(at, _)| ![REGIONS, ISSUERS, POLICIES].contains(at));
        let terms = of_post.map(|(at, facet)| {
            let terms = renderer.archive.terms_of_post(at, id).iter();
            FacetTerms {
                key: facet.key.clone(),
                label: renderer.facet_label(at),
                terms: terms
                    .map(|term| self.term_words(at, *term as usize))
                    .collect(),
            }
        });
        terms.filter(|facet| !facet.terms.is_empty()).collect()
    }

    fn relations(&self, id: DocumentId) -> Vec<RelationView> {
        let archive = self.renderer.archive;
        let declared = self.renderer.settings.relations.iter().enumerate();
        let links = archive.relations.row(id as usize);
        let kinds = declared.flat_map(|(at, relation)| {
            [(at, false, &relation.label), (at, true, &relation.inverse)]
        });
        let views = kinds.map(|(at, inverse, label)| RelationView {
            label: label.clone(),
            posts: links
                .iter()
                .filter(|link| link.relation as usize == at && link.inverse == inverse)
                .map(|link| self.post_link(link.other))
                .collect(),
        });
        views.filter(|view| !view.posts.is_empty()).collect()
    }

    fn translations(&self, id: DocumentId) -> Vec<LinkView> {
        let archive = self.renderer.archive;
        let others = archive.translations.row(id as usize);
        let links = others.iter().map(|other| {
            let lang = self.renderer.document(*other).lang.clone();
            LinkView {
                label: lang.unwrap_or_else(|| self.renderer.settings.language.clone()),
                href: self.post(*other),
            }
        });
        links.collect()
    }

    /// What search engines are told of a post with translations: each language once, itself
    /// included, by full addresses; then the one for readers of any other language.
    fn alternates(&self, id: DocumentId) -> Vec<LinkView> {
        let renderer = self.renderer;
        let others = renderer.archive.translations.row(id as usize);
        if others.is_empty() {
            return Vec::new();
        }
        let site = &renderer.settings.language;
        let lang = |id: DocumentId| renderer.document(id).lang.clone();
        let link = |label: String, id: DocumentId| LinkView {
            label,
            href: renderer.absolute(renderer.encoded.post(id)),
        };
        // This post first, so that it stands for its language whatever others share it.
        let all = std::iter::once(&id).chain(others);
        let all = all.map(|id| (lang(*id).unwrap_or_else(|| site.clone()), *id));
        let mut all: Vec<(String, DocumentId)> = all.collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.dedup_by(|next, first| next.0 == first.0);
        let own = all.iter().find(|(lang, _)| lang == site);
        let default = own.or(all.first()).map(|(_, id)| *id);
        let mut links: Vec<LinkView> = all.into_iter().map(|(lang, id)| link(lang, id)).collect();
        links.extend(default.map(|id| link("x-default".to_owned(), id)));
        links
    }

    fn related(&self, id: DocumentId) -> Vec<PostRow> {
        let related = self.renderer.archive.related.row(id as usize);
        let rows = related.iter().take(RELATED_POSTS);
        rows.map(|other| self.post_line(*other)).collect()
    }

    /// The body of a Document: what stands before, between and in its Sections.
    pub(super) fn sections(&self, id: DocumentId) -> Vec<SectionView> {
        let document = self.renderer.document(id);
        let leaf = &*document.leaf(self.renderer.shelf);
        let last_items = last_items(document, leaf);
        let mut sections = vec![SectionView {
            title: Html::default(),
            id: String::new(),
            parts: vec![],
        }];
        let mut open: Option<u32> = None;
        for (at, part) in leaf.parts.iter().enumerate() {
            // Boilerplate after the last Item of a Section does not belong to it.
            let is_over = open.is_some_and(|section| last_items[section as usize] < at);
            let folded = matches!(part, Part::Folded(_) | Part::Contents(_));
            if is_over && folded {
                open = None;
                sections.push(SectionView {
                    title: Html::default(),
                    id: String::new(),
                    parts: vec![],
                });
            }
            let part = match part {
                Part::Section(number, title) => {
                    let section = &document.sections[*number as usize];
                    open = Some(*number);
                    sections.push(SectionView {
                        title: self.markup(id, leaf, *title),
                        id: section.fragment.to_string(),
                        parts: Vec::new(),
                    });
                    continue;
                }
                Part::Prose(markup) => self.part(id, leaf, "prose", *markup),
                Part::Contents(markup) => self.part(id, leaf, "contents", *markup),
                Part::Folded(markup) => self.part(id, leaf, "folded", *markup),
                Part::Item(item) => PartView {
                    kind: "item",
                    html: Html::default(),
                    item: Some(self.item_view(
                        ItemId {
                            document: id,
                            item: *item,
                        },
                        leaf,
                        open.is_some(),
                    )),
                },
            };
            if let Some(section) = sections.last_mut() {
                section.parts.push(part);
            }
        }
        sections.retain(|section| !section.parts.is_empty() || !section.id.is_empty());
        sections
    }

    fn part(&self, id: DocumentId, leaf: &Leaf, kind: &'static str, markup: Passage) -> PartView {
        PartView {
            kind,
            html: self.markup(id, leaf, markup),
            item: None,
        }
    }

    fn item_view(&self, id: ItemId, leaf: &Leaf, in_section: bool) -> ItemView {
        let renderer = self.renderer;
        let document = renderer.document(id.document);
        let item = &document.items[id.item as usize];
        let shown = leaf.items.get(id.item as usize);
        let markup = |passage: fn(&ItemLeaf) -> Passage| match shown {
            Some(shown) => self.markup(id.document, leaf, passage(shown)),
            None => Html::default(),
        };
        let route = &renderer.site.posts[id.document as usize];
        let row = renderer.archive.item_index(id);
        let links = |ids: &[ItemId]| -> Vec<ItemLine> {
            let ids = ids.iter().take(RELATED_ITEMS);
            ids.map(|id| self.item_line(*id)).collect()
        };
        ItemView {
            id: item.fragment.to_string(),
            item_id: item_id(route, &item.fragment),
            headline: if document.digest && !item.headless {
                markup(|shown| shown.headline)
            } else {
                Html::default()
            },
            marker: item.marker.as_deref().unwrap_or_default().to_owned(),
            level: if in_section { 3 } else { 2 },
            date: item.date.date.map(|day| self.day_of_item(day)),
            inferred: item.date.status == DateStatus::YearInferred,
            evidence: shown
                .and_then(|shown| shown.date_evidence.clone())
                .unwrap_or_default(),
            undated: document.digest && item.date.date.is_none(),
            regions: self.item_terms(id, REGIONS),
            issuers: self.item_terms(id, ISSUERS),
            policies: self.item_terms(id, POLICIES),
            html: markup(|shown| shown.markup),
            repeats: links(renderer.archive.repeats.row(row)),
            related: links(renderer.archive.related_items.row(row)),
        }
    }

    /// HTML of a stretch of a Document, its holes filled.
    fn markup(&self, id: DocumentId, leaf: &Leaf, passage: Passage) -> Html {
        let Markup { html, holes } = &leaf.markup;
        let mut filled = String::with_capacity(passage.len() + passage.n_holes() * 48);
        passage.fill(html, holes, &mut filled, |out, link| {
            self.attribute(out, id, link);
        });
        Html(filled)
    }

    /// The attribute that goes into a hole. A link that leads nowhere loses its address and says so
    /// by its class; a picture that is missing keeps its text.
    fn attribute(&self, out: &mut String, id: DocumentId, link: u32) {
        let (name, route, fragment) = match self.renderer.links_of(id).get(link as usize) {
            Some(Resolved::Here(here)) => ("href", &here.0, here.1.as_str()),
            Some(Resolved::Policy(policy)) => {
                let terms = &self.renderer.site.terms[POLICIES];
                ("href", &terms[*policy as usize], "")
            }
            Some(Resolved::Picture(route)) => ("src", &**route, ""),
            Some(Resolved::MissingPicture) => {
                return out.push_str(" class=\"missing\" src=\"data:,\"");
            }
            Some(Resolved::Missing) | None => return out.push_str(" class=\"missing\""),
        };
        let _ = write!(out, " {name}=\"{}", self.route(route));
        if !fragment.is_empty() {
            out.push('#');
            out.push_str(&encode_path(fragment));
        }
        out.push('"');
        let size = self.renderer.site.sizes.get(route);
        if let Some([width, height]) = size.filter(|_| name == "src") {
            let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
        }
    }
}

/// What the text of a post holds that styles may be for; `lang`: its language.
fn parts(sections: &[SectionView], lang: &str) -> Parts {
    let views = || sections.iter().flat_map(|section| &section.parts);
    let mut items = views().filter_map(|part| part.item.as_ref());
    let has_sections = sections.iter().any(|section| !section.id.is_empty());
    // Emphasis looks as browsers have it but for Han characters, which have no slope.
    let slanted = lang.starts_with("zh");
    views().fold(
        Parts::default()
            .with(Held::Items, items.any(has_particulars))
            .with(Held::Contents, has_sections)
            .with(Held::Rich, views().any(is_folded)),
        |parts, part| with_elements(parts, html_of(part), slanted),
    )
}

/// Adds what styles are for of the elements in a text.
fn with_elements(mut parts: Parts, html: &str, slanted: bool) -> Parts {
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let rest = &html.as_bytes()[at + 1..];
        let held = match tag_name(rest) {
            b"table" => Held::Tables,
            b"blockquote" | b"code" | b"pre" => Held::Quoted,
            // A note that stands apart from the text.
            b"div" if rest.starts_with(b"div class=\"alert") => Held::Quoted,
            b"details" => Held::Rich,
            b"em" if slanted => Held::Rich,
            _ => continue,
        };
        parts = parts.with(held, true);
    }
    parts
}

/// The name of the element that begins after a `<`.
fn tag_name(rest: &[u8]) -> &[u8] {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric();
    &rest[..rest.iter().take_while(is_part).count()]
}

fn has_particulars(item: &ItemView) -> bool {
    item.undated
        || !item.marker.is_empty()
        || item.date.is_some()
        || !(item.regions.is_empty() && item.issuers.is_empty())
}

fn is_folded(part: &PartView) -> bool {
    matches!(part.kind, "contents" | "folded")
}

/// The text of a part, without what an Item says of itself.
fn html_of(part: &PartView) -> &str {
    let item = part.item.as_ref();
    &item.map_or(&part.html, |item| &item.html).0
}

/// For each Section, the place of its last Item among the parts.
fn last_items(document: &Document, leaf: &Leaf) -> Vec<usize> {
    let mut last = vec![0; document.sections.len()];
    for (at, part) in leaf.parts.iter().enumerate() {
        if let Part::Item(item) = part
            && let Some(section) = document.items[*item as usize].section
        {
            last[section as usize] = at;
        }
    }
    last
}

/// The contents list of a digest.
fn contents(document: &Document, sections: &[SectionView]) -> Vec<ContentsEntry> {
    if !document.digest || document.items.len() < 2 {
        return Vec::new();
    }
    let anchor = |fragment: &str| format!("#{}", encode_path(fragment));
    let mut numbers = document.items.iter();
    let mut titles = document.sections.iter();
    let mut entries = Vec::new();
    for section in sections {
        let n_items = section
            .parts
            .iter()
            .filter(|part| part.kind == "item")
            .count();
        let items = numbers.by_ref().take(n_items).map(|item| ContentsEntry {
            label: item.headline.to_string(),
            href: anchor(&item.fragment),
            items: Vec::new(),
        });
        if section.id.is_empty() {
            entries.extend(items);
        } else if let Some(title) = titles.next() {
            entries.push(ContentsEntry {
                label: title.title.to_string(),
                href: anchor(&title.fragment),
                items: items.collect(),
            });
        }
    }
    entries
}

/// Letters of an address that a line shows.
const SHOWN: usize = 120;

/// The address a text comes from, shown in full without its scheme, percent-decoded.
fn origin(address: &str) -> Option<LinkView> {
    let link = source(address)?;
    let (_, rest) = address.split_once("://")?;
    let mut label: String = decode(rest).chars().take(SHOWN + 1).collect();
    if label.chars().count() > SHOWN {
        label.pop();
        label.push('…');
    }
    Some(LinkView { label, ..link })
}

/// What the text comes from: by the name that `source:` gives, else by its host.
fn named_source(meta: &Meta) -> Option<LinkView> {
    let name = match meta.extra.get("source") {
        Some(MetaValue::Text(name)) if !name.trim().is_empty() => Some(name.trim().to_owned()),
        _ => None,
    };
    let link = meta.source_url.as_deref().and_then(source);
    let (label, href) = match link {
        Some(link) => (name.unwrap_or(link.label), link.href),
        None => (name?, String::new()),
    };
    Some(LinkView { label, href })
}

/// The address of a copy that the front matter names.
fn kept_copy(meta: &Meta) -> Option<&str> {
    let keys = ["archive_url", "archived_url", "archived_copy"];
    keys.iter().find_map(|key| match meta.extra.get(*key) {
        Some(MetaValue::Text(address)) => Some(address.as_str()),
        _ => None,
    })
}

/// The address a text comes from, shown as its host; only web addresses become links.
fn source(address: &str) -> Option<LinkView> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    (!host.is_empty()).then(|| LinkView {
        label: host.to_owned(),
        href: address.to_owned(),
    })
}
