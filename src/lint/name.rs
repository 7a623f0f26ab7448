//! Names and sizes of posts.

use unicode_normalization::UnicodeNormalization;

use super::{Text, mebibytes};
use crate::archive::without_extension;
use crate::diagnostic::Diagnostics;
use crate::slug::slug;
use crate::source::Span;

/// Longest text, in bytes: some 350,000 Han characters, a long book.
const MAX_TEXT: usize = 1 << 20;

/// Longest line, in bytes.
const MAX_LINE: usize = 100_000;

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    name(text, diagnostics);
    size(text, diagnostics);
}

fn name(text: &Text, diagnostics: &mut Diagnostics) {
    let path = &text.source.path;
    let Some(odd) = without_extension(path)
        .split('/')
        .find(|part| slug(part) != **part)
    else {
        return;
    };
    let wanted = slug(odd);
    let composed: String = odd.nfc().collect();
    let (message, hint) = if composed == wanted {
        (
            format!("the name `{odd}` is written in a decomposed form (Unicode NFD)"),
            format!("rename it to `{wanted}` in its composed form (NFC)"),
        )
    } else {
        (
            format!("`{odd}` cannot stand in an address; it becomes `{wanted}`"),
            format!("rename it to `{wanted}`: the address stays as it is"),
        )
    };
    diagnostics.add_whole("file-name-odd", message).hint(hint);
}

fn size(text: &Text, diagnostics: &mut Diagnostics) {
    let whole = &text.source.text;
    if whole.len() > MAX_TEXT {
        let message = format!(
            "the text has {}, more than a page should",
            mebibytes(whole.len() as u64)
        );
        diagnostics
            .add_whole("file-large", message)
            .hint("part the file; move data and pictures into files beside it");
        return;
    }
    if whole.len() <= MAX_LINE {
        return;
    }
    if let Some(line) = whole.split('\n').find(|line| line.len() > MAX_LINE) {
        let span = Span::of(&line[..0], whole);
        diagnostics
            .add(
                "file-large",
                span,
                format!("this line has {} characters", line.chars().count()),
            )
            .hint("break it into paragraphs: no change to it can be reviewed");
    }
}
