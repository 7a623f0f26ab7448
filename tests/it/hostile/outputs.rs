//! What stands beside the pages: feeds, tables, data, and files that rule a host.

use serde_json::Value;

use super::{BUILT, is, text};

/// Elements of Atom and of the sitemap.
const XML: &str = "feed entry id title subtitle updated published author name uri email link summary content category \
    rights generator icon logo urlset url loc lastmod sitemapindex sitemap source contributor";

#[test]
fn feeds_and_sitemaps_are_well_formed_and_hold_nothing_foreign() {
    use quick_xml::events::Event;
    let mut wrong = Vec::new();
    let mut n_feeds = 0;
    for path in BUILT.tree.keys().filter(|path| is(path, "xml")) {
        n_feeds += 1;
        let mut reader = quick_xml::Reader::from_str(text(path));
        reader.config_mut().check_comments = true;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    let name = tag.name().as_ref().to_owned();
                    if !XML.split_ascii_whitespace().any(|known| known == name) {
                        wrong.push(format!("{path}: <{name}>"));
                    }
                    for attribute in tag.attributes() {
                        let attribute = attribute.expect("well-formed");
                        let value = attribute.value;
                        if value.trim_start().to_lowercase().starts_with("javascript:") {
                            wrong.push(format!("{path}: {value}"));
                        }
                    }
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {
                    wrong.push(format!("{path}: a comment, an instruction or a type"));
                }
                Ok(_) => {}
                Err(error) => {
                    wrong.push(format!("{path}: {error}"));
                    break;
                }
            }
        }
    }
    assert!(n_feeds > 3, "only {n_feeds}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_feed_in_json_holds_text_and_addresses_of_the_site() {
    let feed: Value = serde_json::from_str(text("feed.json")).expect("JSON");
    let items = feed["items"].as_array().expect("a list");
    assert!(!items.is_empty());
    for item in items {
        assert!(item["content_html"].is_null(), "{item}");
        let url = item["url"].as_str().expect("an address");
        assert!(url.starts_with("https://example.org/"), "{url}");
    }
}

#[test]
fn no_cell_of_the_sheet_is_a_formula() {
    let mut sheet = csv::Reader::from_reader(text("data/items.csv").as_bytes());
    let mut n_cells = 0;
    for row in sheet.records() {
        for cell in &row.expect("a row as long as the head") {
            n_cells += 1;
            let first = cell.trim_start_matches(['\u{FEFF}', ' ']).chars().next();
            let formula = matches!(
                first,
                Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
            );
            assert!(!formula, "{cell}");
        }
    }
    assert!(n_cells > 1_000, "only {n_cells}");
}

#[test]
fn redirects_lead_from_one_address_of_the_site_to_another() {
    let mut n_lines = 0;
    for line in text("_redirects").lines() {
        n_lines += 1;
        let words: Vec<&str> = line.split_whitespace().collect();
        let [from, to, "301"] = words[..] else {
            panic!("{line}");
        };
        let own = |path: &str| path.starts_with('/') && !path.starts_with("//");
        assert!(own(from) && own(to), "{line}");
        assert!(!from.contains(['*', ':', '?', '#']), "{line}");
    }
    assert!(n_lines > 5);
}

#[test]
fn headers_say_what_they_say_of_a_harmless_archive() {
    let plain = crate::archive::Archive::new(&[("content/a.md", "# 甲\n")]);
    plain.run("build", &["--search", "single"]).ends_with(0);
    let headers = plain.tree("public").remove("_headers").expect("made");
    assert_eq!(text("_headers").as_bytes(), headers);
}

#[test]
fn nothing_is_published_that_rules_a_host_or_runs() {
    let mut wrong = Vec::new();
    for path in BUILT.tree.keys() {
        let (first, name) = (
            path.split('/').next().unwrap_or_default(),
            path.rsplit('/').next().unwrap_or_default(),
        );
        let own = ["assets", "search", "static"].contains(&first);
        let runs = ["js", "mjs", "css", "xsl", "xhtml", "htm", "php", "wasm"];
        if !own
            && runs
                .iter()
                .any(|extension| is(&name.to_lowercase(), extension))
        {
            wrong.push(path);
        }
        let rules = [
            "cname",
            "_routes.json",
            "netlify.toml",
            "vercel.json",
            "staticwebapp.config.json",
            "_worker.js",
        ];
        if rules.contains(&path.to_lowercase().as_str()) {
            wrong.push(path);
        }
        let hidden = path
            .split('/')
            .any(|part| part.starts_with('.') || part.ends_with('.') || part.contains('\\'));
        if hidden && ![".dibao", ".dibao-problems.jsonl"].contains(&path.as_str()) {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn data_names_no_canary_as_an_address() {
    for line in text("data/items.jsonl").lines() {
        let item: Value = serde_json::from_str(line).expect("JSON");
        let url = item["url"].as_str().expect("an address");
        assert!(url.starts_with("/posts/") || url.starts_with('/'), "{url}");
        for link in item["links"].as_array().expect("a list") {
            let link = link.as_str().expect("text").to_lowercase();
            let schemes = ["http://", "https://", "mailto:", "tel:", "/"];
            assert!(
                schemes.iter().any(|scheme| link.starts_with(scheme)),
                "{link}"
            );
        }
    }
}

#[test]
fn characters_that_turn_text_round_stand_in_no_output() {
    let turns = |char: char| matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut wrong = Vec::new();
    for path in BUILT.tree.keys() {
        if ["html", "xml"].iter().any(|extension| is(path, extension)) && text(path).contains(turns)
        {
            let at = text(path).find(turns).expect("seen above");
            let near: String = text(path)[at..].chars().take(30).collect();
            wrong.push(format!("{path}: {}", near.escape_debug()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
