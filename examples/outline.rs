//! dev dump
#![allow(warnings)]
use dibao::document::{self, Part};
use dibao::source::Source;
fn main() {
    let settings = dibao::config::Settings::default();
    let (lexicon, _) = dibao::lexicon::Lexicon::new(&[], &[]);
    let mut brief = false;
    for path in std::env::args().skip(1) {
        if path == "-b" { brief = true; continue; }
        let bytes = std::fs::read(&path).unwrap();
        let name = path.rsplit('/').next().unwrap().replace(".txt", ".md");
        let (source, _) = Source::new(name.clone(), &bytes);
        let (document, diagnostics) = document::parse(&source, &settings, &lexicon);
        if brief {
            println!("{name} {} digest {} items {}", document.title, document.digest, document.items.len());
            if document.digest { for p in &document.parts { match p {
                Part::Prose(m) => println!("   prose {}", strip(&m.html)),
                Part::Folded(m) => println!("   folded {}", strip(&m.html)),
                Part::Contents(m) => println!("   contents {}", strip(&m.html)),
                Part::Section(i) => println!("   # {}", document.sections[*i as usize].title),
                Part::Item(i) => { let it = &document.items[*i as usize]; println!("   {} {}{:?} [{}] {} | {}..{}", it.line, if it.headless {"~"} else {""}, it.headline, it.rule, it.marker.clone().unwrap_or_default(), it.text.chars().take(24).collect::<String>().replace('\n', "/"), it.text.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect::<String>().replace('\n', "/")); }
            } } }
            continue;
        }
        for item in &document.items {
            println!("{}", serde_json::json!({"source": name, "line": item.line, "headline": item.headline, "headless": item.headless, "text": item.text, "id": format!("{name}#{}", item.fragment),
              "section": item.section.map(|s| document.sections[s as usize].title.clone()), "date": item.date.date.map(|d| d.to_string()), "date_status": item.date.status, "date_evidence": item.date.evidence, "regions": item.regions,
              "policies": item.works.iter().filter(|w| matches!(w.kind, document::WorkKind::Policy(_))).map(|w| w.refers_to.clone().unwrap_or(w.title.clone())).collect::<std::collections::BTreeSet<_>>()}));
        }
    }
}
fn strip(html: &str) -> String { let mut o = String::new(); let mut t = false; for c in html.chars() { match c { '<' => t = true, '>' => t = false, c if !t => o.push(c), _ => {} } } o.chars().take(60).collect::<String>().replace('\n', "/") }
