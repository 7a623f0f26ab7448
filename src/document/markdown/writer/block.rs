//! Blocks: paragraphs, lists, quotes, tables, code.

use std::fmt::Write as _;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::Writer;
use super::sheet::Sheet;

impl Writer<'_> {
    pub(super) fn start_block(&mut self, sheet: &mut Sheet, at: usize, tag: &Tag) {
        match tag {
            Tag::Paragraph => {
                sheet.line();
                sheet.html.push_str("<p>");
                sheet.paragraph = sheet.html.len();
            }
            Tag::Heading { .. } => self.start_heading(sheet, at, tag),
            Tag::BlockQuote(kind) => self.start_quote(sheet, *kind),
            Tag::CodeBlock(kind) => self.start_code(sheet, kind),
            Tag::List(first) => Self::start_list(sheet, *first),
            Tag::Item => {
                sheet.line();
                sheet.html.push_str("<li>");
            }
            Tag::DefinitionList => {
                sheet.line();
                sheet.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                sheet.line();
                sheet.html.push_str("<dt>");
            }
            Tag::DefinitionListDefinition => {
                sheet.line();
                sheet.html.push_str("<dd>");
            }
            Tag::Table(alignments) => {
                sheet.table.alignments.clone_from(alignments);
                sheet.html.push_str(if self.settings.plain {
                    "<table>"
                } else {
                    "<div class=\"table\" tabindex=\"0\"><table>"
                });
            }
            Tag::TableHead => {
                sheet.table.in_head = true;
                sheet.table.cell = 0;
                sheet.html.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                sheet.table.cell = 0;
                sheet.html.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(sheet, at),
            Tag::FootnoteDefinition(name) => self.start_plain_footnote(sheet, name),
            _ => {}
        }
    }

    pub(super) fn end(&mut self, sheet: &mut Sheet, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => return self.close_one(sheet),
            TagEnd::Image => return,
            _ => sheet.depth = sheet.depth.saturating_sub(1),
        }
        match tag {
            TagEnd::Paragraph => self.end_paragraph(sheet),
            TagEnd::Heading(_) => {
                let level = self.close_level();
                if level > 0 {
                    writeln!(sheet.html, "</h{level}>").expect("a string takes everything");
                }
            }
            TagEnd::BlockQuote(Some(_)) if !self.settings.plain => sheet.html.push_str("</div>\n"),
            TagEnd::BlockQuote(_) => sheet.html.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => sheet.html.push_str("</code></pre>\n"),
            TagEnd::List(true) => sheet.html.push_str("</ol>\n"),
            TagEnd::List(false) => sheet.html.push_str("</ul>\n"),
            TagEnd::Item => sheet.html.push_str("</li>\n"),
            TagEnd::DefinitionList => sheet.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => sheet.html.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => sheet.html.push_str("</dd>\n"),
            TagEnd::Table => sheet.html.push_str(if self.settings.plain {
                "</tbody></table>\n"
            } else {
                "</tbody></table></div>\n"
            }),
            TagEnd::TableHead => {
                sheet.html.push_str("</tr></thead><tbody>\n");
                sheet.table.in_head = false;
            }
            TagEnd::TableRow => sheet.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                sheet.html.push_str(sheet.table.cell_tag);
                sheet.table.cell += 1;
            }
            TagEnd::FootnoteDefinition => sheet.html.push_str("</div>\n"),
            _ => {}
        }
    }

    /// A paragraph that lost all it had (decoration) goes.
    fn end_paragraph(&mut self, sheet: &mut Sheet) {
        const LONGEST_BLANK: usize = 80;
        if !self.settings.plain {
            let end = sheet.html.trim_end_matches(' ').len();
            if sheet
                .holes
                .last()
                .is_none_or(|hole| hole.at as usize <= end)
            {
                sheet.html.truncate(end);
            }
        }
        let content = &sheet.html[sheet.paragraph..];
        if !self.settings.plain
            && content.len() < LONGEST_BLANK
            && content.replace("<br>", "").trim().is_empty()
        {
            sheet.html.truncate(sheet.paragraph - "<p>".len());
        } else {
            sheet.html.push_str("</p>\n");
        }
    }

    pub(super) fn start_list(sheet: &mut Sheet, first: Option<u64>) {
        sheet.line();
        match first {
            None => sheet.html.push_str("<ul>\n"),
            Some(1) => sheet.html.push_str("<ol>\n"),
            Some(first) => {
                writeln!(sheet.html, "<ol start=\"{first}\">").expect("a string takes everything");
            }
        }
    }

    fn start_quote(&mut self, sheet: &mut Sheet, kind: Option<BlockQuoteKind>) {
        sheet.line();
        let name = kind.map(|kind| match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        });
        match name {
            None => sheet.html.push_str("<blockquote>\n"),
            Some(name) => {
                // No `<aside>`: within `<main>` that would be a landmark inside a landmark.
                let tag = if self.settings.plain {
                    format!("<blockquote class=\"markdown-alert-{name}\">\n")
                } else {
                    format!("<div class=\"alert alert-{name}\" role=\"note\">\n")
                };
                sheet.html.push_str(&tag);
            }
        }
    }

    fn start_code(&mut self, sheet: &mut Sheet, kind: &CodeBlockKind) {
        sheet.line();
        sheet.html.push_str(if self.settings.plain {
            "<pre><code"
        } else {
            "<pre tabindex=\"0\"><code"
        });
        if let CodeBlockKind::Fenced(info) = kind {
            let language = info.split([' ', ',', '{']).next().unwrap_or_default();
            let language = if self.settings.plain {
                info.split(' ').next().unwrap_or_default()
            } else {
                language
            };
            if !language.is_empty() {
                sheet.html.push_str(" class=\"language-");
                sheet.value(language);
                sheet.html.push('"');
            }
        }
        sheet.html.push('>');
    }

    fn start_cell(&mut self, sheet: &mut Sheet, at: usize) {
        let empty = matches!(
            self.body.events.get(at + 1),
            Some((Event::End(TagEnd::TableCell), _))
        );
        // A header cell without text names nothing.
        let head = sheet.table.in_head && (self.settings.plain || !empty);
        let (open, close) = if head {
            ("<th", "</th>")
        } else {
            ("<td", "</td>")
        };
        sheet.html.push_str(open);
        sheet.table.cell_tag = close;
        let side = match sheet.table.alignments.get(sheet.table.cell) {
            Some(Alignment::Left) => Some("left"),
            Some(Alignment::Center) => Some("center"),
            Some(Alignment::Right) => Some("right"),
            _ => None,
        };
        if let Some(side) = side {
            if self.settings.plain {
                sheet.attribute("style", &format!("text-align: {side}"));
            } else {
                sheet.attribute("class", &format!("align-{side}"));
            }
        }
        sheet.html.push('>');
    }
}
