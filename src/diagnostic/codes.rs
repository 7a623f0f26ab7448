//! Every code that a Diagnostic can carry, for the user guide and for `site.yaml`.

use super::{Level, Severity};

/// What a code means, once and for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Stable name, `kebab-case`.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How bad it is unless `site.yaml` says otherwise.
    pub level: Level,
    /// Whether only `check` tells it: the site is as good with it as without.
    pub only_check: bool,
    /// Whether `check --fix` mends it.
    pub fixed: bool,
    /// What it means, one sentence.
    pub meaning: &'static str,
    /// Why it matters, one sentence or two.
    pub why: &'static str,
    /// What a contributor does about it, one sentence.
    pub remedy: &'static str,
}

/// What a code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Bytes, names and sizes of files.
    File,
    /// The block at the head of a file.
    FrontMatter,
    /// Markdown that does not do what it looks like.
    Text,
    /// Links.
    Links,
    /// Pictures.
    Pictures,
    /// Tags and categories.
    Tags,
    /// Items, their days and the policies that they cite.
    Items,
    /// Addresses of pages.
    Urls,
    /// `site.yaml`, the vocabulary files, and exceptions.
    Settings,
}

impl Group {
    /// All groups, in the order of the user guide.
    pub const ALL: [Self; 9] = [
        Self::File,
        Self::FrontMatter,
        Self::Text,
        Self::Links,
        Self::Pictures,
        Self::Tags,
        Self::Items,
        Self::Urls,
        Self::Settings,
    ];

    /// Its heading in the user guide.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "The file",
            Self::FrontMatter => "Front matter",
            Self::Text => "Text",
            Self::Links => "Links",
            Self::Pictures => "Pictures",
            Self::Tags => "Tags",
            Self::Items => "Items and policies",
            Self::Urls => "Addresses",
            Self::Settings => "Settings and exceptions",
        }
    }
}

impl Code {
    /// How bad it is where it is told at all.
    pub fn severity(&self) -> Severity {
        match self.level {
            Level::Error => Severity::Error,
            Level::Warning | Level::Off => Severity::Warning,
        }
    }

    const fn only_check(mut self) -> Self {
        self.only_check = true;
        self
    }

    const fn off(mut self) -> Self {
        self.level = Level::Off;
        self
    }

    const fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }
}

/// Looks a code up by its name.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// Why a name cannot stand where a code is silenced, lowered or raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFault {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub hint: String,
}

/// The code of a name that someone wrote to silence, lower or raise it.
pub fn find_code(name: &str) -> Result<&'static str, CodeFault> {
    match code(name) {
        Some(code) if code.level == Level::Error => Err(CodeFault {
            message: format!("`{name}` is an error, which cannot be allowed"),
            hint: "mend what it tells".to_owned(),
        }),
        Some(code) => Ok(code.name),
        None => Err(CodeFault {
            message: format!("`{name}` is no code of a diagnostic"),
            hint: nearest(name, CODES.iter().map(|code| code.name), 4).map_or_else(
                || "the user guide lists all codes".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        }),
    }
}

/// Severity of a code. A name that is not in the table is a mistake of ours, found by the tests.
pub(super) fn severity(name: &str) -> Severity {
    let found = code(name);
    debug_assert!(found.is_some(), "`{name}` is missing from CODES");
    found.map_or(Severity::Warning, Code::severity)
}

/// The one of some names that a misspelt one is nearest to, within a distance.
pub fn nearest(
    written: &str,
    names: impl IntoIterator<Item = &'static str>,
    within: usize,
) -> Option<&'static str> {
    // Comparing costs the product of the lengths.
    let near_length = |name: &&'static str| name.len().abs_diff(written.len()) <= within * 3;
    names
        .into_iter()
        .filter(near_length)
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= within)
        .min()
        .map(|(_, name)| name)
}

const fn error(
    group: Group,
    name: &'static str,
    meaning: &'static str,
    why: &'static str,
    remedy: &'static str,
) -> Code {
    Code {
        name,
        group,
        level: Level::Error,
        only_check: false,
        fixed: false,
        meaning,
        why,
        remedy,
    }
}

const fn warning(
    group: Group,
    name: &'static str,
    meaning: &'static str,
    why: &'static str,
    remedy: &'static str,
) -> Code {
    Code {
        level: Level::Warning,
        ..error(group, name, meaning, why, remedy)
    }
}

/// What only `check` tells.
const fn lint(
    group: Group,
    name: &'static str,
    meaning: &'static str,
    why: &'static str,
    remedy: &'static str,
) -> Code {
    warning(group, name, meaning, why, remedy).only_check()
}

use Group::{File, FrontMatter, Items, Links, Pictures, Settings, Tags, Text, Urls};

/// All codes, grouped by what they are about.
#[rustfmt::skip]
pub static CODES: &[Code] = &[
    error(File, "unreadable", "A file or folder cannot be read.", "What cannot be read cannot be published.", "Check its permissions."),
    error(File, "too-large", "A file is larger than 32 MiB.", "No person writes that much text; it is a mistake, and would cost every build its memory.", "Split it, or keep it outside `content/`."),
    error(File, "same-name", "Two files have one name, once bytes that are no text are spelled out.", "Only one of them could be published.", "Rename one of them."),
    error(File, "internal", "dibao itself failed on a file.", "This is a defect of dibao, not of the file.", "Please report it with the file."),
    error(File, "binary-file", "A file named as text holds something else.", "A page of it would be noise.", "Rename the file, or save it as UTF-8 text."),
    error(File, "conflict-marker", "Git left both sides of a conflict in the file.", "Readers would see both sides and the markers.", "Keep one side and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`."),
    warning(File, "file-name", "The name of a file is not UTF-8.", "Such a name reads differently on each machine, and so does its URL.", "Rename the file."),
    lint(File, "file-name-odd", "The name of a file holds what makes an ugly or fragile address: spaces, signs that a URL cannot hold, or letters in a decomposed form.", "The address of the page differs from the name of the file, and links by name break between systems.", "Rename the file to the name shown; an old address can stay under `aliases`."),
    warning(File, "folder-crowded", "A folder of the site would hold more than 50,000 posts and files.", "Hosts refuse such folders, and nobody can look through them.", "Part the folder, for example by years."),
    warning(File, "left-out", "Something in the folder is no regular file, or a link that leads out of it.", "What lies outside the folder is not meant to be published.", "Put a copy of the file in its place, or delete it."),
    warning(File, "unused-file", "A YAML file at the top of `content/` is none that dibao knows.", "Its author expects it to do something, and it does nothing.", "Name it `site.yaml`, `tags.yaml`, `regions.yaml` or `policies.yaml`, or move it."),
    warning(File, "encoding-gb18030", "The file is in GB18030 or GBK, not in UTF-8.", "Other programs, git forges among them, show such a file as noise.", "Save the file as UTF-8."),
    warning(File, "encoding-invalid", "Some bytes of the file are no text.", "Words are lost where they stand.", "Write the text again where `\u{FFFD}` stands."),
    warning(File, "control-character", "The file holds characters that cannot be shown.", "They come from copying and break searching.", "Delete them."),
    warning(File, "line-ends", "The file has line ends of old Macs.", "Git and editors take such a file for one long line.", "Save the file with `LF` line ends."),
    lint(File, "file-large", "A post is longer than 1 MiB, or a line of it than 100,000 characters.", "Its page is slow to open on a phone, and no change to it can be reviewed.", "Part the file; move data and pictures into files beside it."),
    lint(File, "not-nfc", "Letters are written in a decomposed or compatibility form (Unicode NFD).", "They look the same but are not found when someone searches for them.", "Run `dibao check --fix`, or type the letters again.").fixed(),
    lint(File, "trailing-space", "Lines end in spaces that mean nothing.", "They make noise in every later change.", "Run `dibao check --fix`.").off().fixed(),

    warning(FrontMatter, "front-matter-unclosed", "The front matter has no closing line.", "Other programs take the whole text for front matter, or the front matter for text.", "Write `---` alone on the line below its last key."),
    warning(FrontMatter, "front-matter-fence", "The line that opens or closes the front matter is not quite `---`.", "Other programs do not recognise it.", "Write exactly three hyphens, on the first line of the file."),
    warning(FrontMatter, "front-matter-invalid", "A part of the front matter cannot be read.", "What it says is lost.", "Mend the line, or put its text between quotes."),
    warning(FrontMatter, "front-matter-bounds", "The front matter is longer or deeper than any that people write.", "What is beyond the bound is not read.", "Move the text to the body."),
    warning(FrontMatter, "title-too-long", "The title has more than 500 characters.", "It stands in every list; the post is shown under its beginning, and a heading of the text stays whole on the page.", "Write a `title:` of one line."),
    warning(FrontMatter, "duplicate-key", "A key stands twice in the front matter.", "Only one of the two counts, and other programs refuse such a file.", "Keep one of the two lines."),
    warning(FrontMatter, "unknown-key", "A key looks like a misspelt one.", "A misspelt key does nothing.", "Correct the key, or rename it if it is meant."),
    warning(FrontMatter, "value-type", "A value is of another kind than its key wants.", "dibao guesses what is meant; other programs may guess otherwise.", "Write it as the message says."),
    warning(FrontMatter, "invalid-date", "A date cannot be read or does not exist.", "The post stands without a date, at the end of every list.", "Write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`."),
    warning(FrontMatter, "invalid-period", "A period cannot be read.", "The post is missing from its week and month.", "Write it as `2020-W37`, `2020-09`, `2020-09-07..2020-09-13` or `2020年9月第2周`."),
    warning(FrontMatter, "invalid-source", "The address of the original cannot be read, or disagrees with the number of the text.", "Readers are led to another text, or to none.", "Write it under `source` as an `http` or `https` address."),
    lint(FrontMatter, "date-form", "A date is not in the form of the user guide.", "dibao reads it, but other programs may not, or may take the day for the month.", "Run `dibao check --fix`, or write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`.").fixed(),
    lint(FrontMatter, "date-disagrees", "The date of a post disagrees with its title, its file name or its last change.", "One of the two is wrong, and readers look for the post by either.", "Correct the wrong one; what the post covers belongs under `period`."),
    lint(FrontMatter, "description-truncated", "A description is the beginning of the text, cut off in a word or sentence.", "Lists, search engines and shared links show it, and it stops in the middle.", "Write one or two whole sentences, or delete the line: dibao takes the first sentences itself."),
    lint(FrontMatter, "title-differs", "The title of the front matter and the only H1 of the text are different.", "Readers find the post under one title and read another.", "Keep one of them, or let the H1 become an H2."),

    warning(Text, "emphasis-broken", "Asterisks meant to make text bold stay as they are.", "Readers see the asterisks.", "Close each `**` in its paragraph, without a space on its inner side."),
    warning(Text, "html-dropped", "HTML that a page may not hold was left out.", "Contributors are strangers: scripts, styles, forms and frames are never published.", "Write it as Markdown."),
    warning(Text, "nesting-too-deep", "Lists, quotes or spans nest deeper than anyone can read.", "What is deeper is shown without its nesting.", "Part the text."),
    warning(Text, "setext-rule", "Dashes right below a line make it a heading.", "A rule is meant, and other programs show a heading.", "Put a blank line above the dashes."),
    warning(Text, "too-many-links", "A text has more links than a reader could follow.", "Those beyond the bound are shown as text.", "Part the text."),
    warning(Text, "too-much-markup", "A text has more marks, or a longer line, than any that people write.", "Reading it as Markdown would cost every build its memory; it stands on its page as it was written.", "Part the text."),
    warning(Text, "text-direction", "Invisible characters reverse the direction of text.", "They can hide what a text or an address says.", "Delete the characters U+202A to U+202E and U+2066 to U+2069."),
    warning(Text, "stray-punctuation", "A punctuation mark stands alone in its paragraph.", "It is left over from copying, and is left out.", "Delete the line."),
    lint(Text, "fence-unclosed", "A code block is opened and never closed.", "All that follows is shown as code, without headings and links.", "Write the closing fence, or delete the opening one."),
    lint(Text, "heading-space", "A line of `#` signs without a space is no heading.", "Readers see the signs, and the part is missing from the outline.", "Put a space behind the signs."),
    lint(Text, "headline-glued", "A headline stands at the end of the paragraph before it.", "dibao parts the two, but other programs, and readers of the file, do not see a headline.", "Begin a paragraph with the headline."),
    lint(Text, "date-impossible", "The text names a day that no calendar has.", "It is a slip of the pen, and the item has no date.", "Correct the day."),
    lint(Text, "weekday-wrong", "The text names a day and another weekday than it was.", "One of the two is a slip of the pen.", "Correct the day or the weekday."),

    warning(Links, "link-dropped", "A link leads where a page may not.", "Addresses that run programs or name files of a machine are never published.", "Use an `http`, `https` or `mailto` address, or a relative path."),
    warning(Links, "missing-target", "A link leads to a file or page that does not exist.", "Readers meet an error.", "Correct the path; it is relative to the folder of the file."),
    warning(Links, "missing-anchor", "A link leads to a part of a page that does not exist.", "Readers land at the head of the page and search.", "Correct what stands behind `#`."),
    lint(Links, "link-empty", "A link or picture has no address.", "It looks like a link and leads nowhere.", "Write the address between the round brackets, or take the square ones away."),
    lint(Links, "link-broken", "A link is written with full-width brackets, or with a space between its two parts.", "It stays as it was typed.", "Write `[words](address)` with half-width brackets and no space between."),
    lint(Links, "link-http", "An `http` address leads to a host that is known to serve `https`.", "Anyone on the way can read and change what readers get. A host is known when another link of the archive or `links.csv` says so.", "Run `dibao check --fix`, or write `https`.").fixed(),
    lint(Links, "link-wechat", "A link leads to a WeChat article by an address that expires.", "Links shared from the app carry a key that dies within hours; others vanish when their account does.", "Link to the source that the article quotes, or copy the permanent address."),
    lint(Links, "link-dead", "A link leads to a host that `links.csv` lists as dead.", "Readers meet an error.", "Link to the new address or to an archived copy."),

    warning(Pictures, "missing-file", "A picture does not exist.", "Readers see a broken picture.", "Add the file, or correct the path."),
    warning(Pictures, "picture-dropped", "A picture has an address that a page may not use.", "It is not shown.", "Use an `http` or `https` address, or a relative path."),
    warning(Pictures, "asset-refused", "A file beside the posts is of a kind that the site does not serve.", "A browser or server would run it as a part of the site.", "Delete it, or serve it elsewhere."),
    lint(Pictures, "picture-no-alt", "A picture has no text for those who do not see it.", "Blind readers and search engines learn nothing of it; where pictures of other hosts are links, the link has no name.", "Say between the square brackets what the picture shows."),
    lint(Pictures, "picture-remote", "A picture is loaded from another host.", "Many hosts refuse to serve pictures to other sites and delete them after some time; dibao shows a link in its place.", "Put a copy beside the post and link to that."),
    lint(Pictures, "picture-random", "A picture comes from a service that answers with another one each time.", "It has nothing to do with the text; dibao leaves it out.", "Delete it, or choose one picture and put it beside the post."),
    lint(Pictures, "picture-large", "A picture beside the posts is larger than 1 MiB.", "Readers on a phone wait for it, and the repository keeps it for ever.", "Scale it down to the width of the page, some 1,600 pixels, and save it as WebP or JPEG."),

    warning(Tags, "tag-spelling", "A tag is spelt in several ways.", "dibao joins them; other programs make several tags of them.", "Write it as most posts do."),
    lint(Tags, "tag-unknown", "A tag stands neither in `tags.yaml` nor in another post.", "A tag of one post leads nowhere, and is often a misspelt one.", "Choose a known tag, or enter it in `tags.yaml`."),
    lint(Tags, "tag-near", "A tag differs by a letter from one that many posts have.", "It is probably the same tag, and readers find only one half of the posts.", "Write it as most posts do, or enter it in `tags.yaml`."),
    lint(Tags, "tag-alias", "A tag is written by one of its aliases.", "dibao joins them; other programs make two tags of them.", "Run `dibao check --fix`, or write the preferred spelling.").fixed(),
    lint(Tags, "tag-absent", "A tag of a digest stands in none of its items.", "An item of a digest has the tags that stand in it, so this one leads to the digest and to none of its items.", "Delete the tag, or write the word that the items use."),

    warning(Items, "items-unknown", "The front matter names a marker that does not stand in the text.", "The text is not split into items.", "Write one of `h1` to `h6`, `bold`, `numbered-bold`, `category`, `numbered`, `ordered-list`, `list`, `links`, `symbol`, `dated`, `date-heads`, `bold-lead`, `bold-colon`, `link-lead`, `brackets`, `quotes`, `bare`, `contents`, `none`."),
    warning(Items, "too-many-items", "A text holds more items than a digest can.", "The rest stays in the last item.", "Part the file, or write `digest: false` in its front matter."),
    lint(Items, "item-no-date", "Most items of a digest have a date and some have none.", "They are missing from the calendar.", "Write the day at the head of the item."),
    lint(Items, "title-unmarked", "The title of a policy stands without 《》.", "The item is missing from the page of that policy, and readers must guess where the title ends.", "Put the title between 《 and 》."),
    lint(Items, "item-repeated", "An item says the same as one of another post.", "Readers of lists, feeds and search meet it twice.", "Keep one of them, and link to it from the other."),
    warning(Items, "policy-unknown", "`policies.yaml` names a title that no item cites.", "What it says of the title is not shown anywhere.", "Write the title as an item has it."),
    warning(Items, "policy-relation", "Two policies claim the same relation to each other.", "Only one of two laws can replace the other.", "Keep the relation on one of them."),
    warning(Items, "missing-relation", "A key that relates posts names one that does not exist.", "The link is left out.", "Write the number, the id or the file name of a post."),

    error(Urls, "url-claimed", "Two posts claim one URL by hand.", "Only one of them could be published.", "Change `slug` or `permalink` of one of them."),
    warning(Urls, "url-reserved", "A post or standing page claims a URL that the site itself uses.", "It would take the place of a page of the site.", "Choose another `permalink`, or rename the file."),
    warning(Urls, "url-changed", "A slug or permalink holds what a URL cannot.", "The address is another than the one written.", "Write it as the message shows it."),
    warning(Urls, "url-collision", "Two names would have the same URL; one carries digits of its hash.", "Its address says less than it could.", "Rename one of the files, or give it a `slug`."),
    warning(Urls, "redirect-refused", "An old address cannot be redirected.", "Old links to it break.", "Correct or delete the line under `aliases`."),

    error(Settings, "settings", "The settings cannot be read.", "The site would be another one than is meant.", "Mend `content/site.yaml` at the line shown."),
    warning(Settings, "settings-unknown", "A key or value of the settings is not known.", "It does nothing.", "Correct it, or delete the line."),
    warning(Settings, "settings-range", "A value of the settings is out of its range.", "The nearest value in the range is used.", "Choose a value in the range."),
    error(Settings, "vocabulary", "A vocabulary file cannot be read.", "What it says would be missing from the site.", "Mend the file at the line shown."),
    warning(Settings, "vocabulary-value", "A key or value of a vocabulary file is not understood.", "It does nothing.", "Correct it, or delete the line."),
    warning(Settings, "allow-unknown", "An exception in a file names no code that can be allowed.", "It does nothing.", "Correct the code, or delete the comment."),
    lint(Settings, "allow-unused", "An exception in a file allows what does not occur.", "It hides the fault when it comes back.", "Delete the comment."),
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
            for words in [code.meaning, code.why, code.remedy] {
                assert!(words.ends_with('.'), "{}: {words}", code.name);
            }
        }
    }

    #[test]
    fn codes_stand_with_others_of_their_group_in_the_order_of_the_guide() {
        assert!(CODES.is_sorted_by_key(|code| code.group));
        assert!(Group::ALL.is_sorted());
    }

    #[test]
    fn a_misspelt_code_is_told_with_the_nearest_one_and_an_error_is_no_code_to_allow() {
        assert_eq!(find_code("link-http"), Ok("link-http"));
        for (name, hint) in [
            ("link-htpp", "did you mean `link-http`?"),
            ("picture-noalt", "did you mean `picture-no-alt`?"),
            ("everything", "the user guide lists all codes"),
            ("conflict-marker", "mend what it tells"),
        ] {
            assert_eq!(find_code(name).unwrap_err().hint, hint, "{name}");
        }
    }
}
