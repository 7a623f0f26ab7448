//! A summary in Markdown, for a comment on a pull request.

use std::fmt::Write;

use super::words::Words;
use super::{Changes, ItemChange, Named, PostChange, Problem, Summary};

/// Entries of one list, at most: a comment of GitHub holds 65,536 characters.
const MOST: usize = 40;

/// Letters of a title or message, at most.
const LONGEST: usize = 160;

/// Writes a summary. `site`: where the new site can be seen, with a slash at its end, when known;
/// titles then are links.
pub fn markdown(summary: &Summary, language: &str, site: Option<&str>) -> String {
    let words = Words::of(language);
    let mut page = Page {
        out: format!("## {}\n\n", words.title),
        words,
        site,
    };
    page.write(summary);
    page.out
}

struct Page<'a> {
    out: String,
    words: &'static Words,
    site: Option<&'a str>,
}

impl Page<'_> {
    fn write(&mut self, summary: &Summary) {
        let words = self.words;
        if summary.n_posts.1 == 0 && summary.n_posts.0 > 0 {
            let _ = writeln!(self.out, "**⚠ {}**\n", words.everything);
        }
        if summary.is_empty() {
            let _ = writeln!(self.out, "{}", words.nothing);
        } else {
            self.counts(summary);
        }
        self.lost(summary);
        self.moved(summary);
        self.posts(&summary.posts);
        self.items(&summary.items);
        self.named(words.policies, &summary.policies, true);
        self.named(words.tags, &summary.tags, false);
        match (&summary.new_problems, &summary.gone_problems) {
            (Some(new), Some(gone)) => {
                self.problems(words.new_problems, new);
                self.problems(words.gone_problems, gone);
            }
            _ => {
                let _ = writeln!(self.out, "\n{}", words.unknown_problems);
            }
        }
        let list = &summary.lost_lists;
        self.list(
            words.lost_lists,
            list.len(),
            list.iter().map(|url| code(url)),
        );
    }

    fn counts(&mut self, summary: &Summary) {
        let words = self.words;
        let row =
            |name: &str, n: [usize; 3]| format!("| {name} | {} | {} | {} |\n", n[0], n[1], n[2]);
        let _ = write!(
            self.out,
            "| | {} | {} | {} |\n|---|---:|---:|---:|\n{}{}{}{}",
            words.added,
            words.changed,
            words.removed,
            row(words.posts, sizes(&summary.posts)),
            row(words.items, sizes(&summary.items)),
            row(words.policies, sizes(&summary.policies)),
            row(words.tags, sizes(&summary.tags)),
        );
    }

    fn lost(&mut self, summary: &Summary) {
        let lost = &summary.lost;
        let title = format!("⚠ {}", self.words.lost);
        self.list(&title, lost.len(), lost.iter().map(|url| code(url)));
        if !lost.is_empty() {
            let _ = writeln!(self.out, "\n{}", self.words.lost_hint);
        }
    }

    fn moved(&mut self, summary: &Summary) {
        let words = self.words;
        let lines = summary.moved.iter().map(|moved| {
            let note = if moved.redirected {
                String::new()
            } else {
                format!(" — ⚠ {}", words.no_redirect)
            };
            let (from, to) = (code(&moved.from), code(&moved.to));
            format!("{}: {from} → {to}{note}", text(&moved.title))
        });
        self.list(words.moved, summary.moved.len(), lines);
    }

    fn posts(&mut self, changes: &Changes<PostChange>) {
        let words = self.words;
        for (sign, list, linked) in parts(changes, words) {
            let title = format!("{}: {sign}", words.posts);
            let lines = list.iter().map(|post| {
                let name = self.link(&post.title, &post.url, linked);
                let file = code(&format!("content/{}", post.source));
                format!("{name} {file}{}", what(words, &post.what))
            });
            let lines: Vec<String> = lines.take(MOST).collect();
            self.list(&title, list.len(), lines.into_iter());
        }
    }

    fn items(&mut self, changes: &Changes<ItemChange>) {
        let words = self.words;
        for (sign, list, linked) in parts(changes, words) {
            let title = format!("{}: {sign}", words.items);
            let lines = list.iter().map(|item| {
                let name = self.link(&item.headline, &item.url, linked);
                let place = code(&format!("{}:{}", item.source, item.line));
                format!("{name} {place}{}", what(words, &item.what))
            });
            let lines: Vec<String> = lines.take(MOST).collect();
            self.list(&title, list.len(), lines.into_iter());
        }
    }

    fn named(&mut self, noun: &str, changes: &Changes<Named>, titled: bool) {
        let words = self.words;
        for (sign, list, _) in parts(changes, words) {
            let title = format!("{noun}: {sign}");
            let lines = list.iter().map(|one| {
                let name = if titled {
                    format!("《{}》", text(&one.name))
                } else {
                    text(&one.name)
                };
                let count = match (one.before, one.after) {
                    (before, after) if before == after => String::new(),
                    (before, after) => format!(" {before} → {after}"),
                };
                format!("{name}{count}{}", what(words, &one.what))
            });
            self.list(&title, list.len(), lines);
        }
    }

    fn problems(&mut self, title: &str, problems: &[Problem]) {
        let lines = problems.iter().map(|one| {
            let place = code(&format!("{}:{}", one.path, one.line));
            format!("{place} {}: {}", text(&one.code), text(&one.message))
        });
        self.list(title, problems.len(), lines);
    }

    /// A list below a title, folded when long; nothing when empty.
    fn list(&mut self, title: &str, n: usize, lines: impl Iterator<Item = String>) {
        if n == 0 {
            return;
        }
        let folded = n > 10;
        if folded {
            let title = title.replace('&', "&amp;").replace('<', "&lt;");
            let _ = write!(
                self.out,
                "\n<details><summary><b>{title}</b> ({n})</summary>\n\n"
            );
        } else {
            let _ = write!(self.out, "\n### {title}\n\n");
        }
        for line in lines.take(MOST) {
            let _ = writeln!(self.out, "- {line}");
        }
        if n > MOST {
            let _ = writeln!(self.out, "- … {}", self.words.more(n - MOST));
        }
        if folded {
            self.out.push_str("\n</details>\n");
        }
    }

    fn link(&self, title: &str, url: &str, linked: bool) -> String {
        let title = text(title);
        let safe = |c: char| c.is_ascii_alphanumeric() || "-._~%/#".contains(c);
        match self.site.filter(|_| linked && url.chars().all(safe)) {
            // The data has addresses from the root of the host.
            Some(site) => format!("[{title}]({}{url})", host(site)),
            None => title,
        }
    }
}

fn sizes<T>(changes: &Changes<T>) -> [usize; 3] {
    [
        changes.added.len(),
        changes.changed.len(),
        changes.removed.len(),
    ]
}

/// Scheme and host of an address.
pub(super) fn host(site: &str) -> &str {
    let start = site.find("://").map_or(0, |at| at + 3);
    let end = site[start..].find('/').map_or(site.len(), |at| start + at);
    &site[..end]
}

/// The three lists with their names, and whether their entries stand on the new site.
pub(super) fn parts<'c, T>(
    changes: &'c Changes<T>,
    words: &'static Words,
) -> [(&'static str, &'c [T], bool); 3] {
    [
        (words.added, &changes.added, true),
        (words.changed, &changes.changed, true),
        (words.removed, &changes.removed, false),
    ]
}

fn what(words: &'static Words, what: &[&'static str]) -> String {
    if what.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = what.iter().map(|name| words.name(name)).collect();
    format!(" ({})", names.join(", "))
}

/// One line, of a length that people read, without what acts on a terminal or reverses text.
pub(super) fn plain(words: &str) -> String {
    let mut out: String = words
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !crate::fold::is_invisible(*c))
        .take(LONGEST)
        .collect();
    if words.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// Words of a stranger: nothing in them is Markdown, HTML, a link or a call to somebody.
fn text(words: &str) -> String {
    let mut out = String::new();
    for c in plain(words).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '%' | '\'' | ',' | ';' | '?' | '=' | '/' | '"')
        {
            out.push('\\');
        }
        out.push(c);
        // Forges look for `@name` and `#12` after Markdown is done.
        if matches!(c, '@' | '#') {
            out.push('\u{2060}');
        }
    }
    out
}

fn code(words: &str) -> String {
    format!("`{}`", plain(words).replace('`', "'"))
}
