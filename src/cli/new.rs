//! `dibao new`: begins a post.

use std::fs::OpenOptions;
use std::io::{self, BufRead, ErrorKind, Write};
use std::path::Path;

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Root, report};
use crate::config;
use crate::date::period;
use crate::load;
use crate::slug::slug;
use crate::source::Source;

/// How often a question is asked again.
const TRIES: usize = 3;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 4096;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Title of the post
    #[arg(required_unless_present = "interactive")]
    title: Option<String>,
    /// What to begin
    #[arg(long, value_name = "KIND", default_value = "post")]
    kind: Kind,
    /// Begins a digest: `--kind digest`
    #[arg(long, conflicts_with = "kind")]
    digest: bool,
    /// The time that it covers: `2020-W37`, `2020-09`, `2020-09-07..2020-09-13`
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Asks for what was not given
    #[arg(long, short)]
    interactive: bool,
}

/// What a post is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A text of its own
    Post,
    /// A digest, with a section and items to fill in
    Digest,
    /// A note on one policy: who issued it, its number, what it says
    Policy,
}

/// What the post begins with.
struct Draft {
    title: String,
    kind: Kind,
    period: Option<String>,
    tags: Vec<String>,
    source: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let content = root.join("content");
    if !content.is_dir() {
        let message = format!(
            "no folder `content/` in `{}`: `dibao init` begins an archive",
            root.display()
        );
        return Err(Failure::Usage(message));
    }
    let draft = draft(arguments)?;
    let language = language(&content);
    let today = jiff::Zoned::now().date().to_string();
    let text = text(&draft, &today, &language);
    create(&content, &slug(&format!("{today}-{}", draft.title)), &text)
}

/// What was typed, and what is asked for beside it.
fn draft(arguments: &Arguments) -> Result<Draft, Failure> {
    let mut draft = Draft {
        title: arguments
            .title
            .clone()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        kind: if arguments.digest {
            Kind::Digest
        } else {
            arguments.kind
        },
        period: arguments.period.clone(),
        tags: Vec::new(),
        source: None,
    };
    if arguments.interactive {
        ask_all(&mut draft, arguments, &mut io::stdin().lock())?;
    }
    if draft.title.is_empty() {
        return Err(Failure::Usage("a post needs a title".to_owned()));
    }
    match &draft.period {
        Some(text) if period::read(text).is_none() => Err(Failure::Usage(no_period(text))),
        _ => Ok(draft),
    }
}

fn no_period(text: &str) -> String {
    format!("`{text}` is no period; write `2020-W37`, `2020-09` or `2020-09-07..2020-09-13`")
}

fn ask_all(
    draft: &mut Draft,
    arguments: &Arguments,
    answers: &mut impl BufRead,
) -> Result<(), Failure> {
    if draft.title.is_empty() {
        draft.title = ask(answers, "title: ", |text| match text {
            "" => Err("a post needs a title".to_owned()),
            text => Ok(text.to_owned()),
        })?;
    }
    if arguments.kind == Kind::Post && !arguments.digest {
        draft.kind = ask(
            answers,
            "kind (post, digest, policy) [post]: ",
            |text| match text {
                "" => Ok(Kind::Post),
                text => Kind::from_str(text, true).map_err(|_| format!("`{text}` is no kind")),
            },
        )?;
    }
    if draft.period.is_none() && draft.kind == Kind::Digest {
        let question = "period that it covers (2020-W37, 2020-09; may be empty): ";
        draft.period = ask(answers, question, |text| match text {
            "" => Ok(None),
            text if period::read(text).is_some() => Ok(Some(text.to_owned())),
            text => Err(no_period(text)),
        })?;
    }
    draft.tags = ask(answers, "tags, parted by commas (may be empty): ", |text| {
        let tags = text.split([',', '，', '、']).map(str::trim);
        Ok(tags
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect())
    })?;
    if draft.kind != Kind::Digest {
        let question = "address of the original (may be empty): ";
        draft.source = ask(answers, question, |text| match text {
            "" => Ok(None),
            text if config::base_url(text.split(['?', '#']).next().unwrap_or("")).is_some() => {
                Ok(Some(text.to_owned()))
            }
            text => Err(format!("`{text}` is no `http` or `https` address")),
        })?;
    }
    Ok(())
}

/// Asks until the answer will do; gives up when there are no more answers.
fn ask<T>(
    answers: &mut impl BufRead,
    question: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        report::lines(question);
        let mut line = Vec::new();
        let n = io::Read::take(&mut *answers, MAX_ANSWER).read_until(b'\n', &mut line)?;
        if n == 0 {
            let message = "the answers ended; nothing was written".to_owned();
            return Err(Failure::Usage(message));
        }
        let line = String::from_utf8_lossy(&line);
        match read(line.trim()) {
            Ok(answer) => return Ok(answer),
            Err(why) => report::lines(&format!("{}\n", report::printable(&why))),
        }
    }
    Err(Failure::Usage(
        "no answer would do; nothing was written".to_owned(),
    ))
}

/// The language of the archive, for the words to fill in.
fn language(content: &Path) -> String {
    let bytes =
        load::read_linked(&content.join("site.yaml"), Source::MAX_BYTES).unwrap_or_default();
    config::read(&Source::new("site.yaml", &bytes).0).0.language
}

fn create(content: &Path, stem: &str, text: &str) -> Result<Exit, Failure> {
    // A name may be taken: by another post of the day, or by one that differs in case.
    for n in 1..1000 {
        let name = match n {
            1 => format!("{stem}.md"),
            n => format!("{stem}-{n}.md"),
        };
        let path = content.join(&name);
        let made = OpenOptions::new().write(true).create_new(true).open(&path);
        match made.and_then(|mut file| file.write_all(text.as_bytes())) {
            Ok(()) => {
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
fn text(draft: &Draft, today: &str, language: &str) -> String {
    // A string of JSON is a string of YAML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = format!("---\ntitle: {}\ndate: {today}\n", quoted(&draft.title));
    let mut line = |key: &str, value: &str| {
        text.extend([key, ": ", value, "\n"]);
    };
    if let Some(period) = &draft.period {
        line("period", &quoted(period));
    }
    if let Some(source) = &draft.source {
        line("source", &quoted(source));
    }
    let tags: Vec<String> = draft.tags.iter().map(|tag| quoted(tag)).collect();
    line("tags", &format!("[{}]", tags.join(", ")));
    match draft.kind {
        Kind::Post => {}
        Kind::Digest => line("digest", "true"),
        Kind::Policy => line("digest", "false"),
    }
    line("draft", "true");
    text.push_str("---\n\n");
    let chinese = language.starts_with("zh");
    let body = match (draft.kind, chinese) {
        (Kind::Post, true) => "在此写正文。写完后删去 `draft: true`。\n",
        (Kind::Post, false) => "Write the text here, then delete `draft: true`.\n",
        (Kind::Digest, true) => DIGEST_ZH,
        (Kind::Digest, false) => DIGEST_EN,
        (Kind::Policy, true) => POLICY_ZH,
        (Kind::Policy, false) => POLICY_EN,
    };
    let bare = draft.title.trim_matches(['《', '》']);
    text + &body.replace("{title}", bare)
}

const DIGEST_ZH: &str = "\
## 栏目一

**第一条的标题**

在此写第一条：何时、何地、谁发布了什么，并附来源链接。

**第二条的标题**

在此写第二条。写完后删去 `draft: true`。
";

const DIGEST_EN: &str = "\
## First section

**Headline of the first item**

Write the first item here: when, where, who published what, and a link to the source.

**Headline of the second item**

Write the second item here, then delete `draft: true`.
";

const POLICY_ZH: &str = "\
在此用一两句话写明：何时、哪个机关印发了《{title}》，文号是什么，何时起施行。

## 要点

- 第一点
- 第二点

## 与其他文件的关系

依据什么制定，替代什么。写完后删去 `draft: true`。
";

const POLICY_EN: &str = "\
Say in a sentence or two when and by whom 《{title}》 was issued, its number, and from when it applies.

## Main points

- First point
- Second point

## Related documents

What it rests on, what it replaces. Then delete `draft: true`.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_again_until_the_answer_will_do_or_answers_end() {
        let odd = |text: &str| text.parse::<u8>().map_err(|error| error.to_string());
        let answer = |typed: &str| ask(&mut typed.as_bytes(), "", odd).ok();
        assert_eq!(answer("x\n 7 \n"), Some(7));
        assert_eq!(answer("x\ny\nz\n7\n"), None);
        assert_eq!(answer(""), None);
    }
}
