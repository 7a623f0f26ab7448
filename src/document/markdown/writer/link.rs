//! Links: what may be linked, and what of it only the archive can resolve.

use pulldown_cmark::{Event, LinkType, Tag};
use pulldown_cmark_escape::escape_href;

use super::Writer;
use super::sheet::{Open, OpenLink, Sheet};
use crate::document::Target;
use crate::document::markdown::Finding;
use crate::document::markdown::url::{self, Address};
use crate::source::Span;

impl Writer<'_> {
    pub(super) fn start_link(
        &mut self,
        sheet: &mut Sheet,
        kind: LinkType,
        written: &str,
        title: &str,
        event: usize,
    ) {
        let span = self.body.events[event].1;
        if self.settings.plain {
            return start_plain_link(sheet, kind, written, title);
        }
        let before = (sheet.html.len(), sheet.holes.len());
        let address = if kind == LinkType::Email {
            Address::Absolute(format!("mailto:{written}"))
        } else {
            url::classify(written)
        };
        match &address {
            Address::Absolute(address) => {
                sheet.html.push_str("<a href=\"");
                url::write(&mut sheet.html, address);
                sheet.html.push('"');
                if !address.starts_with("mailto:") && !address.starts_with("tel:") {
                    sheet.html.push_str(" rel=\"noopener nofollow\"");
                }
            }
            Address::Local { path, fragment } => {
                sheet.html.push_str("<a");
                self.local_link(sheet, path, fragment, span);
            }
            Address::Refused if kind == LinkType::Autolink => {
                // `<ip:port>` only looks like an address.
                sheet.html.push_str("&lt;");
                sheet.open.push(Open::Tag("&gt;"));
                return;
            }
            Address::Data | Address::Refused => {
                self.refuse(written, span);
                sheet.open.push(Open::Nothing);
                return;
            }
        }
        if !title.is_empty() {
            sheet.attribute("title", title);
        }
        sheet.html.push('>');
        sheet.open.push(Open::Link(OpenLink {
            before,
            content: sheet.html.len(),
            lost_picture: false,
            event,
        }));
    }

    /// Closes a link. One without content shows its address, or goes when it held a picture that
    /// went.
    pub(super) fn end_link(&mut self, sheet: &mut Sheet, link: &OpenLink) {
        if !self.settings.plain && sheet.html[link.content..].trim().is_empty() {
            if link.lost_picture {
                sheet.html.truncate(link.before.0);
                sheet.holes.truncate(link.before.1);
                return;
            }
            sheet.html.truncate(link.content);
            if let Event::Start(Tag::Link { dest_url, .. }) = &self.body.events[link.event].0 {
                sheet.text(&url::label(dest_url));
            }
        }
        sheet.html.push_str("</a>");
    }

    fn local_link(&mut self, sheet: &mut Sheet, path: &str, fragment: &str, span: Span) {
        if path.is_empty()
            && let Some(id) = self.headings.find(fragment)
        {
            sheet.html.push_str(" href=\"#");
            url::write(&mut sheet.html, id);
            sheet.html.push('"');
            return;
        }
        sheet.hole(self.links.len());
        let target = Target::Path {
            path: path.into(),
            fragment: fragment.into(),
        };
        self.links.push((target, span));
    }

    fn refuse(&mut self, written: &str, span: Span) {
        const LONGEST: usize = 60;
        let shown: String = written.chars().take(LONGEST).collect();
        self.findings.push(Finding {
            code: "link-dropped",
            span,
            message: format!("`{shown}` is no address that a page may link to"),
            hint: "link to http, https, mailto, tel or a file of the archive; the text is kept",
        });
    }
}

fn start_plain_link(sheet: &mut Sheet, kind: LinkType, written: &str, title: &str) {
    sheet.html.push_str("<a href=\"");
    if kind == LinkType::Email {
        sheet.html.push_str("mailto:");
    }
    escape_href(&mut sheet.html, written).expect("a string takes everything");
    sheet.html.push('"');
    if !title.is_empty() {
        sheet.attribute("title", title);
    }
    sheet.html.push('>');
    sheet.open.push(Open::Tag("</a>"));
}
