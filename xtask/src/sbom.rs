//! `cargo xtask sbom`: a bill of materials of the program, in CycloneDX 1.5, for a release.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use serde::Deserialize;
use serde_json::json;

use crate::Outcome;
use crate::program;

/// What `cargo metadata` tells, as far as it is asked.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    repository: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    /// `dev`, `build`; none for what goes into the program.
    kind: Option<String>,
}

/// Prints the bill: the packages that go into the program and that build it, and who needs whom.
pub(crate) fn run() -> Outcome {
    let mut cargo = program::cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]);
    let (well, text) = program::answer(cargo.stderr(Stdio::inherit()))?;
    if !well {
        return Err("`cargo metadata` failed".to_owned());
    }
    let metadata: Metadata =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let bill = bill(&metadata)?;
    let text = serde_json::to_string_pretty(&bill).expect("words");
    println!("{text}");
    Ok(())
}

fn bill(metadata: &Metadata) -> Outcome<serde_json::Value> {
    let packages: BTreeMap<&str, &Package> = metadata
        .packages
        .iter()
        .map(|package| (package.id.as_str(), package))
        .collect();
    let needs: BTreeMap<&str, Vec<&str>> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), needed(node)))
        .collect();
    let own = metadata.packages.iter().find(|one| one.name == "dibao");
    let own = own.ok_or("there is no package `dibao`")?;
    let mut all = BTreeSet::new();
    let mut open = vec![own.id.as_str()];
    while let Some(id) = open.pop() {
        if all.insert(id) {
            open.extend(needs.get(id).into_iter().flatten());
        }
    }
    let components: Vec<_> = all
        .iter()
        .filter(|id| **id != own.id)
        .map(|id| component(packages[id], "library"))
        .collect();
    let dependencies: Vec<_> = all
        .iter()
        .map(|id| {
            let on: Vec<String> = needs[id].iter().map(|id| purl(packages[id])).collect();
            json!({ "ref": purl(packages[id]), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component(own, "application") },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What a package needs to be built and to run; not what only its tests need.
fn needed(node: &Node) -> Vec<&str> {
    let goes_in = |one: &&Dependency| {
        one.dep_kinds
            .iter()
            .any(|kind| kind.kind.as_deref() != Some("dev"))
    };
    node.deps
        .iter()
        .filter(goes_in)
        .map(|one| one.pkg.as_str())
        .collect()
}

fn component(package: &Package, kind: &str) -> serde_json::Value {
    let mut component = json!({
        "type": kind,
        "bom-ref": purl(package),
        "name": package.name,
        "version": package.version,
        "purl": purl(package),
    });
    if let Some(license) = &package.license {
        // Some still write the old form `MIT/Apache-2.0`.
        let license = license.replace('/', " OR ");
        component["licenses"] = json!([{ "expression": license }]);
    }
    if let Some(repository) = &package.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}
