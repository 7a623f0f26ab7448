//! JSON Schema (draft 2020-12) of what people write: front matter, settings, vocabulary files.
//!
//! Made of the tables that the readers use, so that an editor and the build agree on every key. A
//! schema takes what is read without a warning; keys that dibao does not read are kept for themes
//! and take any value.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::archive::{POLICY_KEYS, TAG_KEYS, relation_spellings};
use crate::config::{self, Key, Shape};
use crate::diagnostic::{CODES, Level};
use crate::document;
use crate::lexicon::policy_kinds;

/// The meta-schema that all of these follow.
pub const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A kind of file, or part of one, that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The front matter of a post.
    Post,
    /// `content/site.yaml`.
    Settings,
    /// `content/tags.yaml`.
    Tags,
    /// `content/regions.yaml`.
    Regions,
    /// `content/policies.yaml`.
    Policies,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Post,
        Self::Settings,
        Self::Tags,
        Self::Regions,
        Self::Policies,
    ];

    /// Its name on the command line and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Settings => "settings",
            Self::Tags => "tags",
            Self::Regions => "regions",
            Self::Policies => "policies",
        }
    }
}

/// The schema of one kind of file.
pub fn of(kind: Kind) -> Value {
    let mut schema = match kind {
        Kind::Post => post(),
        Kind::Settings => settings(),
        Kind::Tags => tags(),
        Kind::Regions => regions(),
        Kind::Policies => policies(),
    };
    schema["$schema"] = json!(DRAFT);
    schema["$id"] = json!(format!("urn:dibao:schema:{}", kind.name()));
    schema
}

/// All schemas in one: by itself that of a post, the others under `$defs`.
pub fn all() -> Value {
    let mut definitions = Map::new();
    for kind in Kind::ALL {
        definitions.insert(kind.name().to_owned(), of(kind));
    }
    json!({
        "$schema": DRAFT,
        "$id": "urn:dibao:schema",
        "title": "dibao",
        "$ref": "urn:dibao:schema:post",
        "$defs": definitions,
    })
}

fn post() -> Value {
    json!({
        "title": "Front matter of a post",
        "description": "Keys that are not listed are kept for themes, facets and relations",
        "type": ["object", "null"],
        "properties": properties(document::keys()),
    })
}

fn settings() -> Value {
    json!({
        "title": "Settings of an archive",
        "description": "content/site.yaml; everything is optional",
        "type": ["object", "null"],
        "properties": properties(config::keys().iter()),
    })
}

fn tags() -> Value {
    let tag = json!({
        "type": "object",
        "properties": properties(TAG_KEYS.iter()),
        "additionalProperties": false,
    });
    let mut listed = tag.clone();
    listed["anyOf"] = json!([{ "required": ["name"] }, { "required": ["tag"] }]);
    json!({
        "title": "Tags of an archive",
        "description": "content/tags.yaml: preferred spelling to what is known of the tag",
        "anyOf": [
            { "type": "null" },
            {
                "type": "object",
                "additionalProperties": { "anyOf": [tag, texts(), { "type": "null" }] },
            },
            { "type": "array", "items": listed },
        ],
    })
}

fn regions() -> Value {
    let name = json!({ "type": "string", "minLength": 1 });
    json!({
        "title": "Places of an archive",
        "description": "content/regions.yaml: path of names (`四川/天府`) to the names of the place",
        "type": ["object", "null"],
        "propertyNames": { "pattern": "^[^/]+(/[^/]+){0,3}$", "maxLength": 60 },
        "additionalProperties": {
            "anyOf": [name, { "type": "array", "items": name, "minItems": 1 }],
        },
    })
}

fn policies() -> Value {
    let mut known = properties(POLICY_KEYS.iter());
    for relation in relation_spellings() {
        let mut schema = texts();
        schema["description"] = json!("Titles of the policies that it stands to so");
        known.insert(relation.to_owned(), schema);
    }
    let policy = json!({
        "type": "object",
        "properties": known,
        "additionalProperties": false,
    });
    json!({
        "title": "Policies of an archive",
        "description": "content/policies.yaml: full title, without 《》, to what is known of it",
        "type": ["object", "null"],
        "additionalProperties": { "anyOf": [policy, texts(), { "type": "null" }] },
    })
}

/// A property for each spelling of each key.
fn properties(keys: impl Iterator<Item = &'static Key>) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys {
        for (rank, name) in key.spellings().enumerate() {
            let mut schema = of_shape(key.shape);
            if key.shape == Shape::Terms && rank > 0 {
                // The singular says that one name is meant.
                schema = json!({ "anyOf": [schema, scalar()] });
            }
            schema["description"] = if rank == 0 {
                json!(key.meaning)
            } else {
                json!(format!("Another spelling of `{}`", key.name))
            };
            properties.insert(name.to_owned(), schema);
        }
    }
    properties
}

fn of_shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": ["string", "number", "null"] }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Number(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Shape::Day => day(),
        Shape::DayOrFlag => json!({ "anyOf": [day(), { "type": "boolean" }] }),
        Shape::PlainDay => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        }),
        Shape::Period => period(),
        Shape::Terms => json!({ "type": "array", "items": term() }),
        Shape::Names => json!({ "anyOf": [
            { "type": ["string", "null"] },
            { "type": "object" },
            { "type": "array", "items": term() },
        ]}),
        Shape::Texts => texts(),
        Shape::Web => json!({ "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://" }),
        Shape::Origin => json!({ "anyOf": [
            { "type": ["string", "null"] },
            { "type": "object", "properties": { "url": { "type": "string" } } },
        ]}),
        Shape::Picture => json!({ "anyOf": [
            { "type": ["string", "boolean", "null"] },
            { "type": "array" },
            { "type": "object", "properties": {
                "path": { "type": "string", "description": "Address of the picture" },
                "alt": { "type": "string", "description": "What it shows" },
            }},
        ]}),
        Shape::Nested => json!({ "type": ["object", "null"] }),
        Shape::Declared => declared(),
        Shape::PolicyKind => {
            let kinds: BTreeSet<&str> = policy_kinds().collect();
            json!({ "enum": kinds })
        }
        Shape::Status => {
            let dated = json!({
                "type": "object",
                "additionalProperties": { "anyOf": [of_shape(Shape::PlainDay), { "type": "null" }] },
            });
            json!({ "anyOf": [
                scalar(),
                dated,
                { "type": "array", "items": { "anyOf": [scalar(), dated] } },
            ]})
        }
        Shape::Check => check(),
        Shape::Admin => json!({ "anyOf": [
            { "type": "boolean" },
            {
                "type": "object",
                "properties": {
                    "bundle": { "type": "string", "minLength": 1 },
                    "workflow": { "type": "boolean" },
                    "backend": { "type": "object", "additionalProperties": scalar() },
                },
                "additionalProperties": false,
            },
        ]}),
        Shape::Edit => json!({
            "type": "object",
            "properties": {
                "forge": { "enum": ["github", "gitlab", "gitee", "forgejo"] },
                "branch": { "type": "string", "minLength": 1 },
                "folder": { "type": "string" },
            },
            "additionalProperties": false,
        }),
    }
}

fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// One text or a list of them.
fn texts() -> Value {
    json!({ "anyOf": [
        { "type": ["string", "number", "null"] },
        { "type": "array", "items": scalar() },
    ]})
}

/// A name; some write a map with one, or lists below lists.
fn term() -> Value {
    json!({ "type": ["string", "number", "boolean", "array", "object", "null"] })
}

fn day() -> Value {
    json!({
        "type": ["string", "integer", "null"],
        "pattern": "^$|[0-9]",
        "examples": ["2020-09-30", "2020-09-30 08:00:00 +08:00"],
    })
}

fn period() -> Value {
    json!({ "anyOf": [
        {
            "type": ["string", "integer", "null"],
            "examples": ["2020-W37", "2020-09", "2020-09-07..2020-09-13", "2020年9月第2周"],
        },
        { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
        { "type": "object", "properties": {
            "start": { "type": "string" },
            "end": { "type": "string" },
            "label": { "type": "string" },
        }},
    ]})
}

fn declared() -> Value {
    let labels = json!({
        "type": "object",
        "properties": {
            "key": { "type": "string" },
            "label": { "type": "string" },
            "inverse": { "type": "string" },
        },
    });
    json!({ "anyOf": [
        { "type": "string" },
        { "type": "array", "items": { "anyOf": [{ "type": "string" }, labels] } },
        { "type": "object", "additionalProperties": { "anyOf": [{ "type": "string" }, labels] } },
    ]})
}

fn check() -> Value {
    let told = CODES.iter().filter(|code| code.level != Level::Error);
    let codes: Vec<&str> = told.map(|code| code.name).collect();
    let level = json!({ "enum": ["off", "warning", "error", false] });
    let levels: Map<String, Value> = codes
        .iter()
        .map(|code| ((*code).to_owned(), level.clone()))
        .collect();
    let code = json!({ "enum": codes });
    json!({
        "type": "object",
        "properties": {
            "levels": {
                "type": "object",
                "description": "What each code counts as",
                "properties": levels,
                "additionalProperties": false,
            },
            "allow": {
                "type": "array",
                "description": "Codes that are not told of some files",
                "items": {
                    "type": "object",
                    "properties": {
                        "code": { "anyOf": [code, { "type": "array", "items": code }] },
                        "path": texts(),
                    },
                    "required": ["code"],
                    "additionalProperties": false,
                },
            },
        },
        "additionalProperties": false,
    })
}
