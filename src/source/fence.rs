//! Fenced code, told line by line where no Markdown is parsed.

/// Whether the lines read so far leave a code block open.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fence<'t> {
    /// The mark that opened it.
    open: Option<&'t str>,
}

impl<'t> Fence<'t> {
    /// Reads the next line; whether it is code or the mark of a fence.
    pub fn holds(&mut self, line: &'t str) -> bool {
        let mark = mark(line);
        let was_open = self.open.is_some();
        self.open = match (self.open, mark) {
            (None, mark) => mark,
            (Some(open), Some(mark)) if mark.starts_with(open) => None,
            (open, _) => open,
        };
        was_open || mark.is_some()
    }
}

/// The three or more backticks or tildes at the head of a line.
fn mark(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(' ');
    let first = line
        .chars()
        .next()
        .filter(|char| matches!(char, '`' | '~'))?;
    let rest = line.trim_start_matches(first);
    let mark = &line[..line.len() - rest.len()];
    (mark.len() >= 3).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_ends_with_as_long_a_mark_of_its_kind() {
        for (text, code) in [
            ("a\n```\nb\n```\nc", " ### "),
            ("  ~~~ rust\nb\n~~~~\nc", "### "),
            ("````\n```\n~~~~\n````\nc", "#### "),
            ("``\nb\n``", "   "),
            ("`a` ```\nb", "  "),
            ("```\nb", "##"),
        ] {
            let mut fence = Fence::default();
            let seen: String = text
                .lines()
                .map(|line| if fence.holds(line) { '#' } else { ' ' })
                .collect();
            assert_eq!(seen, code, "{text}");
        }
    }
}
