//! A page as a reader's browser takes it in: its text, what can be jumped to, where it leads.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};

/// What the tests ask of a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// All text but that of scripts and styles, in order.
    pub(crate) text: String,
    /// Everything that a `#fragment` can name.
    pub(crate) ids: BTreeSet<String>,
    /// All addresses that it leads to or is shown with.
    pub(crate) links: Vec<String>,
    /// How many `<h1>` there are.
    pub(crate) n_h1: usize,
    /// Whether there is a `<main id="content">`.
    pub(crate) has_main: bool,
    /// Language of the page.
    pub(crate) lang: Option<String>,
    /// Address that the page gives for itself.
    pub(crate) canonical: Option<String>,
    /// Whether it only sends its reader on.
    pub(crate) is_redirect: bool,
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        let reader = Reader(RefCell::new((Self::default(), false)));
        let tokenizer = Tokenizer::new(reader, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        // A script ends the feeding each time; it is fed on until nothing is left.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        tokenizer.sink.0.into_inner().0
    }
}

/// The page so far, and whether the text now is that of a script or style.
struct Reader(RefCell<(Page, bool)>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        let (page, raw) = &mut *state;
        match token {
            CharacterTokens(text) if !*raw => page.text.push_str(&text),
            TagToken(tag) => {
                *raw = false;
                if tag.kind == StartTag {
                    page.open(&tag);
                    let kind = match &*tag.name {
                        "script" => RawKind::ScriptData,
                        "style" => RawKind::Rawtext,
                        "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                        _ => return TokenSinkResult::Continue,
                    };
                    *raw = true;
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn open(&mut self, tag: &Tag) {
        let value = |name: &str| {
            let mut attributes = tag.attrs.iter();
            attributes
                .find(|attribute| &*attribute.name.local == name)
                .map(|attribute| attribute.value.to_string())
        };
        self.ids.extend(value("id"));
        let rel = value("rel").unwrap_or_default();
        match &*tag.name {
            "html" => self.lang = value("lang"),
            "h1" => self.n_h1 += 1,
            "main" => self.has_main |= value("id").as_deref() == Some("content"),
            "meta" if value("http-equiv").as_deref() == Some("refresh") => self.is_redirect = true,
            "link" if rel == "canonical" => self.canonical = value("href"),
            "a" => self.ids.extend(value("name")),
            _ => {}
        }
        // What other hosts may answer is not ours to test, nor what only hints at a connection.
        if !matches!(rel.as_str(), "preconnect" | "dns-prefetch") {
            self.links.extend(value("href"));
        }
        self.links.extend(value("src"));
    }
}

#[test]
fn text_of_scripts_and_styles_is_none_that_readers_see() {
    let page = Page::read(
        "<html lang=zh><style>p{}</style><p>甲<b>乙</b></p><script>if (a<b) '<p>'</script>丙&amp;<a href='/x/#y' id=z>丁</a>",
    );
    assert_eq!(page.text, "甲乙丙&丁");
    assert_eq!(page.links, ["/x/#y"]);
    assert_eq!(page.ids.into_iter().collect::<Vec<_>>(), ["z"]);
    assert_eq!(page.lang.as_deref(), Some("zh"));
}
