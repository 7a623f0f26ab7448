//! A summary as a page, for the front of a preview.

use std::fmt::Write;

use super::markdown::{host, parts, plain};
use super::words::Words;
use super::{Changes, Problem, Summary};

/// Entries of one list, at most.
const MOST: usize = 500;

/// Writes a summary as a whole page. `styles` are addresses of stylesheets, `home` that of the
/// site's own first page.
pub fn html(summary: &Summary, language: &str, styles: &[String], home: &str) -> String {
    let words = Words::of(language);
    let mut page = Page {
        out: String::new(),
        words,
        host: host(home).to_owned(),
    };
    let title = escape(words.title);
    let _ = write!(
        page.out,
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n",
        words.lang
    );
    for style in styles {
        let _ = writeln!(
            page.out,
            "<link rel=\"stylesheet\" href=\"{}\">",
            attribute(style)
        );
    }
    let _ = write!(
        page.out,
        "</head>\n<body>\n<main id=\"content\">\n<h1><a href=\"{}\">{title}</a></h1>\n",
        attribute(home)
    );
    page.write(summary);
    page.out.push_str("</main>\n</body>\n</html>\n");
    page.out
}

struct Page {
    out: String,
    words: &'static Words,
    host: String,
}

impl Page {
    fn write(&mut self, summary: &Summary) {
        let words = self.words;
        if summary.n_posts.1 == 0 && summary.n_posts.0 > 0 {
            let _ = writeln!(self.out, "<p><strong>⚠ {}</strong></p>", words.everything);
        }
        if summary.is_empty() {
            let _ = writeln!(self.out, "<p>{}</p>", words.nothing);
        }
        let lost = summary.lost.iter().map(|url| code(url));
        self.list(&format!("⚠ {}", words.lost), summary.lost.len(), lost);
        let moved = summary.moved.iter().map(|moved| {
            let note = if moved.redirected {
                ""
            } else {
                words.no_redirect
            };
            let (from, to) = (code(&moved.from), code(&moved.to));
            format!("{}: {from} → {to} {note}", escape(&moved.title))
        });
        self.list(words.moved, summary.moved.len(), moved);
        self.changes(words.posts, &summary.posts, |post| {
            (
                post.title.clone(),
                post.url.clone(),
                post.source.clone(),
                post.what.clone(),
            )
        });
        self.changes(words.items, &summary.items, |item| {
            let place = format!("{}:{}", item.source, item.line);
            (
                item.headline.clone(),
                item.url.clone(),
                place,
                item.what.clone(),
            )
        });
        for (noun, changes) in [
            (words.policies, &summary.policies),
            (words.tags, &summary.tags),
        ] {
            self.changes(noun, changes, |one| {
                let count = format!("{} → {}", one.before, one.after);
                (one.name.clone(), String::new(), count, one.what.clone())
            });
        }
        match (&summary.new_problems, &summary.gone_problems) {
            (Some(new), Some(gone)) => {
                self.problems(words.new_problems, new);
                self.problems(words.gone_problems, gone);
            }
            _ => {
                let _ = writeln!(self.out, "<p>{}</p>", words.unknown_problems);
            }
        }
        let lists = summary.lost_lists.iter().map(|url| code(url));
        self.list(words.lost_lists, summary.lost_lists.len(), lists);
    }

    /// Three lists: name, address, place, what changed.
    fn changes<T>(
        &mut self,
        noun: &str,
        changes: &Changes<T>,
        row: impl Fn(&T) -> (String, String, String, Vec<&'static str>),
    ) {
        let words = self.words;
        for (sign, list, linked) in parts(changes, words) {
            let lines: Vec<String> = list
                .iter()
                .take(MOST)
                .map(|one| {
                    let (name, url, place, what) = row(one);
                    let name = escape(&name);
                    let name = if linked && url.starts_with('/') {
                        format!(
                            "<a href=\"{}{}\">{name}</a>",
                            attribute(&self.host),
                            attribute(&url)
                        )
                    } else {
                        name
                    };
                    let what: Vec<&str> = what.iter().map(|one| words.name(one)).collect();
                    format!("{name} {} {}", code(&place), what.join(", "))
                })
                .collect();
            self.list(&format!("{noun}: {sign}"), list.len(), lines.into_iter());
        }
    }

    fn problems(&mut self, title: &str, problems: &[Problem]) {
        let lines = problems.iter().map(|one| {
            let place = code(&format!("{}:{}", one.path, one.line));
            format!("{place} {}: {}", escape(&one.code), escape(&one.message))
        });
        self.list(title, problems.len(), lines);
    }

    fn list(&mut self, title: &str, n: usize, lines: impl Iterator<Item = String>) {
        if n == 0 {
            return;
        }
        let _ = write!(
            self.out,
            "<section>\n<h2>{} ({n})</h2>\n<ul class=\"lines\">\n",
            escape(title)
        );
        for line in lines.take(MOST) {
            let _ = writeln!(self.out, "<li>{line}</li>");
        }
        if n > MOST {
            let _ = writeln!(self.out, "<li>… {}</li>", self.words.more(n - MOST));
        }
        self.out.push_str("</ul>\n</section>\n");
    }
}

fn code(words: &str) -> String {
    format!("<code>{}</code>", escape(words))
}

fn escape(words: &str) -> String {
    attribute(&plain(words))
}

fn attribute(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
