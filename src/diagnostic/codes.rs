//! Every code that a Diagnostic can carry, for the user guide and for `site.yaml`.

use super::Severity;

/// What a code means, once and for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Stable name, `kebab-case`.
    pub name: &'static str,
    /// How bad it is unless `site.yaml` says otherwise.
    pub severity: Severity,
    /// What it means, one sentence.
    pub meaning: &'static str,
    /// What a contributor does about it, one sentence.
    pub remedy: &'static str,
}

/// Looks a code up by its name.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// Severity of a code. A name that is not in the table is a mistake of ours, found by the tests.
pub(super) fn severity(name: &str) -> Severity {
    let found = code(name);
    debug_assert!(found.is_some(), "`{name}` is missing from CODES");
    found.map_or(Severity::Warning, |code| code.severity)
}

const fn error(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    Code {
        name,
        severity: Severity::Error,
        meaning,
        remedy,
    }
}

const fn warning(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    Code {
        name,
        severity: Severity::Warning,
        meaning,
        remedy,
    }
}

/// All codes, grouped by what they are about.
#[rustfmt::skip]
pub static CODES: &[Code] = &[
    // The file.
    error("unreadable", "A file or folder cannot be read.", "Check its permissions."),
    error("too-large", "A file is larger than 64 MiB.", "Split it, or keep it outside `content/`."),
    error("same-name", "Two files have one name, once bytes that are no text are spelled out.", "Rename one of them."),
    warning("file-name", "The name of a file is not UTF-8.", "Rename the file."),
    warning("left-out", "Something in the folder is no regular file, or a link that leads out of it.", "Put a copy of the file in its place, or delete it."),
    warning("unused-file", "A YAML file at the top of `content/` is none that dibao knows.", "Name it `site.yaml`, `tags.yaml`, `regions.yaml` or `policies.yaml`, or move it."),
    error("internal", "dibao itself failed on a file.", "Please report it with the file."),
    error("binary-file", "A file named as text holds something else.", "Rename the file, or save it as UTF-8 text."),
    error("conflict-marker", "Git left both sides of a conflict in the file.", "Keep one side and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`."),
    warning("encoding-gb18030", "The file is in GB18030 or GBK, not in UTF-8.", "Save the file as UTF-8."),
    warning("encoding-invalid", "Some bytes of the file are no text.", "Write the text again where `\u{FFFD}` stands."),
    warning("control-character", "The file holds characters that cannot be shown.", "Delete them."),
    warning("line-ends", "The file has line ends of old Macs.", "Save the file with `LF` line ends."),

    // Front matter as a block.
    warning("front-matter-unclosed", "The front matter has no closing line.", "Write `---` alone on the line below its last key."),
    warning("front-matter-fence", "The line that opens or closes the front matter is not quite `---`.", "Write exactly three hyphens, on the first line of the file."),
    warning("front-matter-invalid", "A part of the front matter cannot be read.", "Mend the line, or put its text between quotes."),
    warning("front-matter-bounds", "The front matter is longer or deeper than any that people write.", "Move the text to the body."),
    warning("duplicate-key", "A key stands twice in the front matter.", "Keep one of the two lines."),
    warning("unknown-key", "A key looks like a misspelt one.", "Correct the key, or rename it if it is meant."),

    // Values of the front matter.
    warning("value-type", "A value is of another kind than its key wants.", "Write it as the message says."),
    warning("invalid-date", "A date cannot be read or does not exist.", "Write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`."),
    warning("invalid-period", "A period cannot be read.", "Write it as `2020-W37`, `2020-09`, `2020-09-07..2020-09-13` or `2020年9月第2周`."),
    warning("invalid-source", "The address of the original cannot be read, or disagrees with the number of the text.", "Write it under `source` as an `http` or `https` address."),

    // The text.
    warning("emphasis-broken", "Asterisks meant to make text bold stay as they are.", "Close each `**` in its paragraph, without a space on its inner side."),
    warning("html-dropped", "HTML that a page may not hold was left out.", "Write it as Markdown."),
    warning("link-dropped", "A link leads where a page may not.", "Use an `http`, `https` or `mailto` address, or a relative path."),
    warning("nesting-too-deep", "Lists, quotes or spans nest deeper than anyone can read.", "Part the text."),
    warning("picture-dropped", "A picture has an address that a page may not use.", "Use an `http` or `https` address, or a relative path."),
    warning("setext-rule", "Dashes right below a line make it a heading.", "Put a blank line above the dashes."),
    warning("text-direction", "Invisible characters reverse the direction of text.", "Delete the characters U+202A to U+202E and U+2066 to U+2069."),
    warning("stray-punctuation", "A punctuation mark stands alone in its paragraph.", "Delete the line."),
    warning("too-many-items", "A text holds more items than a digest can.", "Part the file, or write `digest: false` in its front matter."),
    warning("items-unknown", "The front matter names a marker that does not stand in the text.", "Write one of `h1` to `h6`, `bold`, `numbered-bold`, `category`, `numbered`, `ordered-list`, `list`, `links`, `symbol`, `dated`, `bold-lead`, `contents`, `none`."),

    // Settings.
    error("settings", "The settings cannot be read.", "Mend `content/site.yaml` at the line shown."),
    warning("settings-unknown", "A key or value of the settings is not known.", "Correct it, or delete the line."),
    error("vocabulary", "A vocabulary file cannot be read.", "Mend the file at the line shown."),
    warning("vocabulary-value", "A key or value of a vocabulary file is not understood.", "Correct it, or delete the line."),
    warning("settings-range", "A value of the settings is out of its range.", "Choose a value in the range."),

    // Vocabulary files.
    error("vocabulary", "A vocabulary file cannot be read.", "Mend the file at the line shown."),
    warning("vocabulary-value", "A key or value of a vocabulary file is not understood.", "Correct it, or delete the line."),
    warning("policy-unknown", "`policies.yaml` names a title that no item cites.", "Write the title as an item has it."),
    warning("policy-relation", "Two policies claim the same relation to each other.", "Keep the relation on one of them."),

    // The archive as a whole.
    warning("tag-spelling", "A tag is spelt in several ways.", "Write it as most posts do."),
    warning("missing-relation", "A key that relates posts names one that does not exist.", "Write the number, the id or the file name of a post."),

    // URLs, links and files beside the posts.
    error("url-claimed", "Two posts claim one URL by hand.", "Change `slug` or `permalink` of one of them."),
    warning("url-reserved", "A post or standing page claims a URL that the site itself uses.", "Choose another `permalink`, or rename the file."),
    warning("url-changed", "A slug or permalink holds what a URL cannot.", "Write it as the message shows it."),
    warning("url-collision", "Two names would have the same URL; one carries digits of its hash.", "Rename one of the files, or give it a `slug`."),
    warning("missing-target", "A link leads to a file or page that does not exist.", "Correct the path; it is relative to the folder of the file."),
    warning("missing-anchor", "A link leads to a part of a page that does not exist.", "Correct what stands behind `#`."),
    warning("missing-file", "A picture does not exist.", "Add the file, or correct the path."),
    warning("asset-refused", "A file beside the posts is of a kind that the site does not serve.", "Delete it, or serve it elsewhere."),
    warning("redirect-refused", "An old address cannot be redirected.", "Correct or delete the line under `aliases`."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_explained() {
        let mut seen = BTreeSet::new();
        for code in CODES {
            assert!(seen.insert(code.name), "{} stands twice", code.name);
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(code.name.bytes().all(kebab), "{}", code.name);
            assert!(code.meaning.ends_with('.'), "{}", code.name);
            assert!(code.remedy.ends_with('.'), "{}", code.name);
        }
    }
}
