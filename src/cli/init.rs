//! `dibao init`: begins an archive.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::kit::{self, File, Kit};
use super::{Exit, Failure, report, schema};
use crate::write::replace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder to make, or an existing one without `content/`
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Writes what a host needs to check and publish the archive, also into one that is there
    #[arg(long, value_name = "HOST", value_delimiter = ',')]
    kit: Vec<Kit>,
}

/// What an archive begins with: path, text.
const FILES: [(&str, &str); 5] = [
    ("content/site.yaml", SITE),
    (".vscode/settings.json", EDITOR),
    ("content/tags.yaml", TAGS),
    ("content/欢迎.md", WELCOME),
    (".gitignore", "/.dibao/\n/public/\n"),
];

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    let content = folder.join("content");
    let mut files: Vec<File> = Vec::new();
    if !content.exists() {
        files.extend(FILES.map(|(name, text)| (name, text, false)));
    } else if arguments.kit.is_empty() {
        let message = format!(
            "`{}` exists: this is an archive already (`--kit` adds what a host needs)",
            content.display()
        );
        return Err(Failure::Usage(message));
    }
    let kits = match arguments.kit.as_slice() {
        [] => &[Kit::Netlify],
        kits => kits,
    };
    files.extend(kits.iter().flat_map(|kit| kit.files()));
    if !arguments.kit.is_empty() {
        files.extend(kit::SHARED);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "init makes the archive's folders"
    )]
    fs::create_dir_all(&content).map_err(cannot_write(&content))?;
    let mut lines = String::new();
    for (name, text, runs) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            #[expect(
                clippy::disallowed_methods,
                reason = "init makes the archive's folders"
            )]
            fs::create_dir_all(parent).map_err(cannot_write(parent))?;
        }
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())
                    .map_err(cannot_write(&path))?;
                if runs {
                    file.set_permissions(fs::Permissions::from_mode(0o755))
                        .map_err(cannot_write(&path))?;
                }
                let _ = writeln!(lines, "{name}");
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let _ = writeln!(lines, "{name} (was there, left alone)");
            }
            Err(error) => return Err(cannot_write(&path)(error)),
        }
    }
    // Schemas are of this version of dibao: written over older ones.
    for (name, text) in schema::files() {
        let path = folder.join(SCHEMAS).join(&name);
        replace(&path, text.as_bytes()).map_err(cannot_write(&path))?;
        let _ = writeln!(lines, "{SCHEMAS}/{name}");
    }
    report::answer(&lines)?;
    report::closing("now `dibao serve`", false);
    Ok(Exit::Done)
}

fn cannot_write(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |source| Failure::Io {
        what: "cannot write",
        path: path.to_owned(),
        source,
    }
}

/// Where editors find the schemas of the YAML files.
const SCHEMAS: &str = ".dibao";

/// For editors that do not read the first line of the YAML files.
const EDITOR: &str = r#"{
  "yaml.schemas": {
    ".dibao/settings.schema.json": "content/site.yaml",
    ".dibao/tags.schema.json": "content/tags.yaml",
    ".dibao/regions.schema.json": "content/regions.yaml",
    ".dibao/policies.schema.json": "content/policies.yaml"
  }
}
"#;

const SITE: &str = "\
# yaml-language-server: $schema=../.dibao/settings.schema.json
# 站点设置，全部可省略。
title: 政策档案
description: 政策动态的归档与检索
language: zh-CN
# 站点的网址，可以带路径，以斜线结尾。
# base_url: https://example.org/
";

const TAGS: &str = "\
# yaml-language-server: $schema=../.dibao/tags.schema.json
# 标签的别名与合并，例如：
# 区块链:
#   aliases: [blockchain]
{}
";

const WELCOME: &str = "\
---
title: 欢迎
tags: [说明]
---

这是一个新的政策档案。把 Markdown 文件放进 `content/`，它们就成为这里的文章。

`dibao new 标题 --digest` 起草一期简报，`dibao check` 列出内容里的问题，`dibao build` 生成站点。
";
