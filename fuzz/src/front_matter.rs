//! Any bytes as a post's front matter: it is read without panic, and `fmt` settles after one turn.

use std::sync::LazyLock;

use dibao::config::Settings;
use dibao::diagnostic::Diagnostics;
use dibao::document::front_matter;
use dibao::lint::{Format, format};
use dibao::source::Source;

static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// Reads the bytes as they are, and once more between fences where they have none.
pub fn look(data: &[u8]) {
    one(data);
    if !data.starts_with(b"---") && !data.starts_with(b"+++") {
        one(&[b"---\n", data, b"\n---\n\n# x\n"].concat());
    }
}

fn one(data: &[u8]) {
    let (source, _) = Source::new("a.md", data);
    let mut diagnostics = Diagnostics::new(&source);
    let (_, start) = front_matter::read(&source, &SETTINGS, None, &mut diagnostics);
    assert!(source.text.is_char_boundary(start as usize));
    for diagnostic in diagnostics.into_vec() {
        if let Some(place) = diagnostic.place {
            assert!(
                (1..=source.n_lines()).contains(&place.line),
                "{diagnostic:?}"
            );
        }
    }
    if let Format::Changed(bytes) = format("a.md", data) {
        let (again, _) = Source::new("a.md", &bytes);
        let mut unheard = Diagnostics::new(&again);
        let (_, body) = front_matter::read(&again, &SETTINGS, None, &mut unheard);
        assert_eq!(
            &source.text[start as usize..],
            &again.text[body as usize..],
            "fmt changed the body"
        );
        let twice = format("a.md", &bytes);
        assert_eq!(twice, Format::Usual, "fmt does not settle");
    }
}
