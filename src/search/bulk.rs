//! Items for search engines that run on a server, for archives beyond what static files serve well.
//!
//! Both want files to post in bulk and settings to make the index with. `docs/search-engines.md`
//! tells how to load them.

use serde_json::{Map, Value, json};

use super::fold::traditional_pairs;

/// A search engine that items can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// OpenSearch 1 to 3; Elasticsearch 7 to 9 reads the same files.
    OpenSearch,
    /// Meilisearch 1.
    Meilisearch,
}

/// Name of the index in both engines.
pub const INDEX: &str = "dibao";

/// Fields of an exported item that hold a term or several, and narrow a search.
const KEYWORDS: [&str; 11] = [
    "id",
    "url",
    "post",
    "section",
    "marker",
    "date_status",
    "regions",
    "issuers",
    "policies",
    "tags",
    "headless",
];

impl Target {
    /// Name of the file with settings and mappings.
    pub fn settings_file(self) -> &'static str {
        match self {
            Self::OpenSearch => "index.json",
            Self::Meilisearch => "settings.json",
        }
    }

    /// Name of the bulk file with a number from 1.
    pub fn bulk_file(self, number: usize) -> String {
        match self {
            Self::OpenSearch => format!("bulk-{number:03}.ndjson"),
            Self::Meilisearch => format!("documents-{number:03}.jsonl"),
        }
    }

    /// The body to make the index with.
    pub fn settings(self) -> Value {
        match self {
            Self::OpenSearch => opensearch(),
            Self::Meilisearch => meilisearch(),
        }
    }

    /// An object of `items.jsonl` as it goes into a bulk file, line breaks included. `None` for what
    /// has no id.
    pub fn lines(self, item: &Value) -> Option<String> {
        let id = item["id"].as_str()?;
        // Meilisearch takes only letters, digits, `-` and `_`; OpenSearch at most 512 bytes.
        let key = blake3::hash(id.as_bytes()).to_hex()[..32].to_owned();
        let document = document(item);
        Some(match self {
            Self::OpenSearch => {
                let action = json!({ "index": { "_index": INDEX, "_id": key } });
                format!("{action}\n{document}\n")
            }
            Self::Meilisearch => {
                let mut document = document;
                document["key"] = key.into();
                format!("{document}\n")
            }
        })
    }
}

/// What engines get of an item: all but what only checks need; regions with each path above them.
fn document(item: &Value) -> Value {
    let mut document = Map::new();
    for field in KEYWORDS.iter().chain(&["headline", "text", "date"]) {
        document.insert((*field).to_owned(), item[*field].clone());
    }
    let paths = item["regions"].as_array().into_iter().flatten();
    let mut regions: Vec<String> = Vec::new();
    for path in paths.filter_map(Value::as_str) {
        let ends = path.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([path.len()]) {
            if !regions.iter().any(|known| known == &path[..end]) {
                regions.push(path[..end].to_owned());
            }
        }
    }
    document.insert("regions".to_owned(), json!(regions));
    Value::Object(document)
}

/// Text is cut into single characters and pairs, so that a phrase query (`match_phrase`) finds any
/// substring, as dibao's own index does.
fn opensearch() -> Value {
    let simplified: Vec<String> = traditional_pairs()
        .map(|(from, to)| format!("{from}=>{to}"))
        .collect();
    let mut fields = Map::new();
    for field in KEYWORDS {
        fields.insert(field.to_owned(), json!({ "type": "keyword" }));
    }
    fields.insert("headless".to_owned(), json!({ "type": "boolean" }));
    fields.insert(
        "date".to_owned(),
        json!({ "type": "date", "format": "strict_date" }),
    );
    for field in ["headline", "text"] {
        fields.insert(
            field.to_owned(),
            json!({ "type": "text", "analyzer": "any_substring" }),
        );
    }
    json!({
        "settings": {
            "index": { "number_of_shards": 1, "max_ngram_diff": 1 },
            "analysis": {
                "char_filter": { "simplified": { "type": "mapping", "mappings": simplified } },
                "tokenizer": {
                    "one_and_two": {
                        "type": "ngram",
                        "min_gram": 1,
                        "max_gram": 2,
                        "token_chars": ["letter", "digit", "punctuation", "symbol"],
                    },
                },
                "analyzer": {
                    "any_substring": {
                        "type": "custom",
                        "char_filter": ["simplified"],
                        "tokenizer": "one_and_two",
                        "filter": ["cjk_width", "lowercase"],
                    },
                },
            },
        },
        "mappings": { "dynamic": "strict", "properties": fields },
    })
}

/// Meilisearch cuts Chinese by a dictionary of its own and offers no n-grams: a phrase in quotes
/// comes nearest to a substring.
fn meilisearch() -> Value {
    json!({
        "searchableAttributes": ["headline", "text", "policies", "issuers", "tags"],
        "filterableAttributes": KEYWORDS.iter().chain(&["date"]).collect::<Vec<_>>(),
        "sortableAttributes": ["date"],
        "rankingRules": ["words", "typo", "proximity", "attribute", "sort", "exactness"],
        "localizedAttributes": [
            { "attributePatterns": ["headline", "text", "policies", "issuers", "tags"], "locales": ["cmn", "eng"] },
        ],
        "typoTolerance": { "disableOnAttributes": ["policies"] },
        "faceting": { "maxValuesPerFacet": 1000 },
        "pagination": { "maxTotalHits": 10000 },
    })
}
