//! Words of another generator's templates that stand in a text: dibao prints them as they are.

use super::warning;
use crate::diagnostic::Diagnostic;
use crate::source::{Fence, Source, Span};

/// How often one file is told of.
const MOST: usize = 20;

/// What the words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Jekyll's `{% include %}`, `{{ site.baseurl }}`, and kramdown's `{: .class}`.
    Liquid,
    /// Hugo's `{{< figure >}}`.
    Shortcode,
    /// Hexo's `{% asset_img %}`.
    Tag,
    /// Zola's `{{ youtube() }}`, and links as `@/posts/a.md`.
    Tera,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Liquid => "Liquid",
            Self::Shortcode => "a shortcode of Hugo",
            Self::Tag => "a tag of Hexo",
            Self::Tera => "a shortcode of Zola",
        }
    }

    /// What begins and ends them.
    fn marks(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Liquid => &[("{%", "%}"), ("{{", "}}"), ("{:", "}")],
            Self::Shortcode => &[("{{<", ">}}"), ("{{%", "%}}")],
            Self::Tag => &[("{%", "%}"), ("{{", "}}")],
            Self::Tera => &[("{%", "%}"), ("{{", "}}"), ("](@/", ")")],
        }
    }
}

/// All of them outside fenced code, by line of the new file.
pub(super) fn find(language: Language, source: &Source, path: &str) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut fence = Fence::default();
    let (mut told, mut more) = (0, 0);
    for line in 1..=source.n_lines() {
        let text = source.line_text(line);
        // Code in a list may stand behind tabs.
        if fence.holds(text.trim_start()) {
            continue;
        }
        for words in in_line(language, text) {
            if told == MOST {
                more += 1;
                continue;
            }
            told += 1;
            let place = source.place(Span::of(words, &source.text));
            let link = words.starts_with("](@/");
            let message = if link {
                format!("`{}` is a link as only Zola knows it", &words[1..])
            } else {
                let shown: String = words.chars().take(60).collect();
                format!("`{shown}` is {}: it is printed as text", language.name())
            };
            let mut note = warning("import-template", path, Some(place), message);
            note.hint(if link {
                "write the path of the file, relative to this one"
            } else {
                "write in Markdown what it stood for, or delete it"
            });
            notes.push(note);
        }
    }
    if more > 0 {
        let message = format!("{more} more of {} stand in this file", language.name());
        notes.push(warning("import-template", path, None, message));
    }
    notes
}

fn in_line(language: Language, line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < line.len() {
        let next = language
            .marks()
            .iter()
            .filter_map(|&(open, close)| Some((line[from..].find(open)? + from, open, close)))
            .min_by_key(|&(at, open, _)| (at, std::cmp::Reverse(open.len())));
        let Some((at, open, close)) = next else {
            break;
        };
        let inner = at + open.len();
        let end = line[inner..]
            .find(close)
            .map_or(line.len(), |end| inner + end + close.len());
        found.push(&line[at..end]);
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_old_generator_understands_is_found_outside_code() {
        for (language, text, expected) in [
            (
                Language::Liquid,
                "看 {{ site.url }}/a 与 {% include b.html %}\n```\n{{ 码 }}\n```\n{: .note}\n",
                vec![(1, 3), (1, 22), (5, 1)],
            ),
            (
                Language::Shortcode,
                "{{< figure src=\"a.png\" >}} {{ 文 }}\n",
                vec![(1, 1)],
            ),
            (
                Language::Tera,
                "[甲](@/posts/a.md) {{ x() }}\n",
                vec![(1, 3), (1, 19)],
            ),
            (Language::Tag, "一{% asset_img a.png\n", vec![(1, 2)]),
        ] {
            let (source, _) = Source::new("a.md", text.as_bytes());
            let notes = find(language, &source, "content/a.md");
            let places: Vec<_> = notes
                .iter()
                .filter_map(|note| note.place)
                .map(|place| (place.line, place.column))
                .collect();
            assert_eq!(places, expected, "{text}");
        }
    }
}
