//! Texts made to break a reader: each must come out whole, in time, without a deep stack.

use dibao::document::markdown::{self, Settings, Writer};

/// What a text is made of, and a text of about so many bytes.
type Hostile = (&'static str, fn(usize) -> String);

const HOSTILE: [Hostile; 38] = [
    ("one line of words", |n| "政策文件，word ".repeat(n / 20)),
    ("a picture in the text", |n| {
        format!("![x](data:image/png;base64,{})", "A".repeat(n))
    }),
    ("a picture in HTML", |n| {
        format!("<img src=\"data:image/png;base64,{}\">", "A".repeat(n))
    }),
    ("dates over dashes", |n| {
        "2020年9月10日\n---\n".repeat(n / 22)
    }),
    ("quotes on one line", |n| ">".repeat(n) + "x"),
    ("spaced quotes", |n| "> ".repeat(n / 2) + "x"),
    ("a staircase of quotes", |n| {
        let steps = n.isqrt();
        (0..steps).map(|i| ">".repeat(i) + "x\n").collect()
    }),
    ("lists on one line", |n| "- ".repeat(n / 2) + "x"),
    ("numbered lists on one line", |n| "1. ".repeat(n / 3) + "x"),
    ("a staircase of lists", |n| {
        let steps = n.isqrt();
        (0..steps).map(|i| "  ".repeat(i) + "- x\n").collect()
    }),
    ("open brackets", |n| "[".repeat(n)),
    ("bracket pairs", |n| "[]".repeat(n / 2)),
    ("nested brackets", |n| {
        "[".repeat(n / 2) + &"]".repeat(n / 2)
    }),
    ("open links", |n| "[a](".repeat(n / 4)),
    ("open pictures", |n| "![a](".repeat(n / 5)),
    ("nested pictures", |n| {
        "![".repeat(n / 6) + "x" + &"](y)".repeat(n / 6)
    }),
    ("asterisks", |n| "*".repeat(n)),
    ("open emphasis", |n| "*a ".repeat(n / 3)),
    ("nested emphasis", |n| {
        "*a **b ".repeat(n / 14) + &"c** d* ".repeat(n / 14)
    }),
    ("bold beside punctuation", |n| "**《甲》**乙".repeat(n / 16)),
    ("tildes and asterisks", |n| "~~**《".repeat(n / 7)),
    ("backticks", |n| {
        (0..n.isqrt()).map(|i| "`".repeat(i) + " ").collect()
    }),
    ("open parentheses", |n| "(".repeat(n)),
    ("open div", |n| "<div>".repeat(n / 5) + "x"),
    ("open tags in a paragraph", |n| {
        "x".to_owned() + &"<b>".repeat(n / 3)
    }),
    ("open and close tags", |n| {
        "x".to_owned() + &"<b></i>".repeat(n / 7)
    }),
    ("open details", |n| "<details>\n\n".repeat(n / 11) + "x"),
    ("closed quotes in HTML", |n| {
        "<blockquote>".repeat(n / 25) + "x" + &"</blockquote>".repeat(n / 25)
    }),
    ("open tables", |n| "<table><tr><td>".repeat(n / 15)),
    ("formats across paragraphs", |n| {
        "<p><b><i><u>x".repeat(n / 13)
    }),
    ("open comments", |n| {
        "<p>\n".to_owned() + &"<!-- ".repeat(n / 5)
    }),
    ("open scripts", |n| {
        "<p>\n".to_owned() + &"<script>".repeat(n / 8)
    }),
    ("open attributes", |n| {
        "<p>\n".to_owned() + &"<a b='".repeat(n / 6)
    }),
    ("entities", |n| {
        "<p>".to_owned() + &"&amp;&eacute;&".repeat(n / 14)
    }),
    ("addresses", |n| "http://a.cn/(".repeat(n / 13)),
    ("no hosts", |n| "http://www.".repeat(n / 11)),
    ("headings alike", |n| "# x\n".repeat(n / 4)),
    ("footnotes", |n| "[^a]".repeat(n / 4) + "\n\n[^a]: x"),
];

fn html(text: &str) -> String {
    let body = markdown::read(text, 0);
    let mut writer = Writer::new(&body, Settings::default());
    let mut html = String::new();
    for block in &body.blocks {
        html.push_str(&writer.render(block.events.clone()).html);
    }
    html.push_str(&writer.footnotes().html);
    html
}

/// A thread of the pool that builds pages has 2 MiB of stack; a test that needs more dies.
#[test]
fn nothing_overflows_the_stack() {
    let worker = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(|| {
            for (name, make) in HOSTILE {
                let out = html(&make(20_000));
                assert!(out.len() < 4_000_000, "{name}: {} bytes", out.len());
                assert!(depth(&out) <= 260, "{name}: {} deep", depth(&out));
            }
        })
        .expect("a thread");
    assert!(worker.join().is_ok());
}

/// How deep tags nest.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let void = ["br", "hr", "img", "wbr"]
            .iter()
            .any(|name| tag.starts_with(name));
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !void {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Not a test of time (that would fail on a busy machine) but a table to look at:
/// `cargo test --release --test it hostile_times -- --ignored --nocapture`.
#[test]
#[ignore = "prints a table"]
fn hostile_times() {
    for (name, make) in HOSTILE {
        let time = |n: usize| {
            let text = make(n);
            let start = std::time::Instant::now();
            let out = html(&text).len();
            (start.elapsed().as_secs_f64() * 1000.0, out)
        };
        let (small, _) = time(100_000);
        let (large, out) = time(400_000);
        println!("{small:9.1} ms {large:9.1} ms {out:9} {name}");
    }
}
