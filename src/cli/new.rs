//! `dibao new`: begins a post.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use clap::Args;

use super::{Exit, Failure, Root, report};
use crate::date::period;
use crate::slug::slug;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Title of the post
    title: String,
    /// Begins a digest, with a section and an item to fill in
    #[arg(long)]
    digest: bool,
    /// The time that it covers: `2020-W37`, `2020-09`, `2020-09-07..2020-09-13`
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    if let Some(text) = &arguments.period
        && period::read(text).is_none()
    {
        let known = "write `2020-W37`, `2020-09` or `2020-09-07..2020-09-13`";
        return Err(Failure::Usage(format!("`{text}` is no period; {known}")));
    }
    if arguments.title.trim().is_empty() {
        return Err(Failure::Usage("a post needs a title".to_owned()));
    }
    let today = jiff::Zoned::now().date().to_string();
    let text = text(arguments, &today);
    let stem = slug(&format!("{today}-{}", arguments.title));
    let content = root.join("content");
    // A name may be taken: by another post of the day, or by one that differs in case.
    for n in 1..1000 {
        let name = match n {
            1 => format!("{stem}.md"),
            n => format!("{stem}-{n}.md"),
        };
        let path = content.join(&name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes());
                written.map_err(|source| Failure::Io {
                    what: "cannot write",
                    path,
                    source,
                })?;
                report::answer(&format!("content/{name}\n"))?;
                return Ok(Exit::Done);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => {
                return Err(Failure::Io {
                    what: "cannot write",
                    path,
                    source,
                });
            }
        }
    }
    Err(Failure::Usage(format!(
        "`content/{stem}.md` and its numbers up to 999 are taken"
    )))
}

/// The post. It is a draft, because what it says is not written yet.
fn text(arguments: &Arguments, today: &str) -> String {
    // A string of JSON is a string of YAML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let title = quoted(arguments.title.trim());
    let mut text = format!("---\ntitle: {title}\ndate: {today}\n");
    if let Some(period) = &arguments.period {
        text.push_str("period: ");
        text.push_str(&quoted(period));
        text.push('\n');
    }
    if arguments.digest {
        text.push_str("digest: true\n");
    }
    text.push_str("tags: []\ndraft: true\n---\n\n");
    text.push_str(if arguments.digest { DIGEST } else { ARTICLE });
    text
}

const ARTICLE: &str = "在此写正文。写完后删去 `draft: true`。\n";

const DIGEST: &str = "\
## 栏目一

**第一条的标题**

在此写第一条：何时、何地、谁发布了什么，并附来源链接。

**第二条的标题**

在此写第二条。写完后删去 `draft: true`。
";
