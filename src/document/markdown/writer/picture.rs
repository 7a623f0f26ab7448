//! Pictures: those beside the post are shown, those of other hosts by the archive's policy.

use pulldown_cmark::{Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_href;

use super::Writer;
use super::sheet::Sheet;
use crate::config::ImagePolicy;
use crate::document::Target;
use crate::document::markdown::Finding;
use crate::document::markdown::url::{self, Address};

/// A remote picture that stands in a Document so often is decoration.
const DECORATION: u32 = 3;

/// What editors put where the author should describe the picture.
const PLACEHOLDERS: [&str; 8] = [
    "在这里插入图片描述",
    "请添加图片描述",
    "图片描述",
    "图片",
    "image",
    "img",
    "picture",
    "alt text",
];

/// Whether a text is what editors put where the author should describe the picture.
pub fn is_placeholder(alt: &str) -> bool {
    PLACEHOLDERS.iter().any(|one| one.eq_ignore_ascii_case(alt))
}

impl Writer<'_> {
    /// Writes the picture that begins at event `at`; returns the index after it.
    pub(super) fn picture(
        &mut self,
        sheet: &mut Sheet,
        at: usize,
        written: &str,
        title: &str,
    ) -> usize {
        let (alt, after) = self.alternative(at);
        if self.settings.plain {
            plain_picture(sheet, written, title, &alt);
            return after;
        }
        let trimmed = alt.trim();
        let alt = if is_placeholder(trimmed) { "" } else { trimmed };
        match url::classify(written) {
            Address::Absolute(address) if is_web(&address) => {
                self.remote(sheet, written, &address, title, alt);
            }
            Address::Local { path, .. } if !path.is_empty() => {
                sheet.html.push_str("<img");
                sheet.hole(self.links.len());
                self.links.push((
                    Target::Picture { path: path.into() },
                    self.body.events[at].1,
                ));
                finish_img(sheet, alt, title);
            }
            Address::Data => {
                self.report_data(at);
                leave_out(sheet, alt);
            }
            _ => leave_out(sheet, alt),
        }
        after
    }

    /// The text of a picture, and the index after it.
    fn alternative(&self, start: usize) -> (String, usize) {
        let mut alt = String::new();
        let mut depth = 0_usize;
        for (at, (event, _)) in self.body.events.iter().enumerate().skip(start) {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => {
                    depth -= 1;
                    if depth == 0 {
                        return (alt, at + 1);
                    }
                }
                Event::Text(text) | Event::Code(text) => alt.push_str(text),
                Event::InlineHtml(html) if self.settings.plain => alt.push_str(html),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        (alt, self.body.events.len())
    }

    fn remote(&self, sheet: &mut Sheet, written: &str, address: &str, title: &str, alt: &str) {
        let repeats = self.pictures.get(written).copied().unwrap_or(0);
        if repeats >= DECORATION || is_random(address) {
            return leave_out(sheet, "");
        }
        if self.settings.images == ImagePolicy::Remote {
            sheet.html.push_str("<img src=\"");
            url::write(&mut sheet.html, address);
            sheet.html.push_str("\" referrerpolicy=\"no-referrer\"");
            return finish_img(sheet, alt, title);
        }
        let caption = if alt.is_empty() {
            file_name(address)
        } else {
            alt.to_owned()
        };
        if sheet.link().is_some() {
            sheet.html.push_str("<span class=\"picture\">");
            sheet.text(&caption);
            sheet.html.push_str("</span>");
            return;
        }
        sheet.html.push_str("<a class=\"picture\" href=\"");
        url::write(&mut sheet.html, address);
        sheet
            .html
            .push_str("\" rel=\"noopener nofollow\" data-picture");
        if !title.is_empty() {
            sheet.attribute("title", title);
        }
        sheet.html.push('>');
        sheet.text(&caption);
        sheet.html.push_str("</a>");
    }

    fn report_data(&mut self, at: usize) {
        if self.findings.iter().any(|f| f.code == "picture-dropped") {
            return;
        }
        self.findings.push(Finding {
            code: "picture-dropped",
            span: self.body.events[at].1,
            message: "a picture written into the text as `data:` is left out".to_owned(),
            hint: "put the picture beside the post as a file and link to that",
        });
    }
}

/// Leaves a picture out; its text stays.
fn leave_out(sheet: &mut Sheet, alt: &str) {
    if let Some(link) = sheet.link() {
        link.lost_picture = true;
    }
    sheet.text(alt);
}

fn plain_picture(sheet: &mut Sheet, written: &str, title: &str, alt: &str) {
    sheet.html.push_str("<img src=\"");
    escape_href(&mut sheet.html, written).expect("a string takes everything");
    sheet.html.push('"');
    sheet.attribute("alt", alt);
    if !title.is_empty() {
        sheet.attribute("title", title);
    }
    sheet.html.push_str(" />");
}

fn finish_img(sheet: &mut Sheet, alt: &str, title: &str) {
    sheet.attribute("alt", alt);
    if !title.is_empty() {
        sheet.attribute("title", title);
    }
    sheet.html.push_str(" loading=\"lazy\">");
}

fn is_web(address: &str) -> bool {
    !address.starts_with("mailto:") && !address.starts_with("tel:")
}

/// Whether a service answers with another picture each time: a part of its address is `rand` or
/// `random`, or its host does nothing else.
pub fn is_random(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    address
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| matches!(word, "rand" | "random" | "randimg" | "randompic" | "suiji"))
}

/// The last part of an address, shortened; the host when that says nothing.
fn file_name(address: &str) -> String {
    const LONGEST: usize = 32;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let name = url::percent_decode(last).unwrap_or_else(|| last.to_owned());
    let length = name.chars().count();
    if length == 0 {
        host.to_owned()
    } else if length <= LONGEST {
        name
    } else {
        name.chars().take(LONGEST).chain(['…']).collect()
    }
}
