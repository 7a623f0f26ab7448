//! The fuzz targets on what is known: every case, every find kept below `fuzz/cases/`, and mutations of
//! them by a fixed seed. `cargo xtask fuzz` lets libFuzzer look further.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use walkdir::WalkDir;

#[allow(unreachable_pub, reason = "there it is a library of its own")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// Largest input: what is larger takes long and shows nothing that a smaller one does not.
const MAX_BYTES: usize = 4096;

#[test]
fn any_front_matter_is_read_and_formatted_once() {
    run(
        "front_matter",
        files_below(&["tests/cases"]),
        5,
        targets::front_matter::look,
    );
}

#[test]
fn any_text_has_an_outline_that_points_into_it() {
    run(
        "outline",
        files_below(&["tests/cases", "content"]),
        3,
        targets::outline::look,
    );
}

#[test]
fn any_post_makes_files_that_hold_nothing_foreign() {
    run(
        "post",
        files_below(&["tests/cases", "content"]),
        1,
        targets::post::look,
    );
}

#[test]
fn any_name_makes_an_address_inside_the_site() {
    run(
        "slug",
        files_below(&["tests/cases/site", "tests/cases/front_matter"]),
        5,
        targets::slug::look,
    );
}

#[test]
fn any_bytes_in_the_index_give_an_answer_or_an_error() {
    run("shard", targets::shard::seeds(), 3, targets::shard::look);
}

#[test]
fn any_bytes_that_an_earlier_build_kept_are_refused_or_mean_one_thing() {
    run("kept", targets::kept::seeds(), 200, targets::kept::look);
}

/// Files of these folders of the project, in order of path.
fn files_below(folders: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        for entry in WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.expect("readable");
            if entry.file_type().is_file() {
                files.push(fs::read(entry.path()).expect("readable"));
            }
        }
    }
    files
}

/// Runs a target on the finds kept for it, on the seeds, and on `n_mutations` of each.
fn run(name: &str, mut seeds: Vec<Vec<u8>>, n_mutations: usize, look: fn(&[u8])) {
    let finds = files_below(&[&format!("fuzz/cases/{name}")]);
    assert!(!seeds.is_empty());
    seeds.splice(0..0, finds);
    let mut random = Random(0xD1BA_0000);
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for (at, seed) in seeds.iter().enumerate() {
        for _ in 0..n_mutations {
            let other = &seeds[(at + 1 + random.below(seeds.len())) % seeds.len()];
            inputs.push(mutated(seed, other, &mut random));
        }
    }
    let mut failures = Vec::new();
    for input in seeds.iter().chain(&inputs) {
        if catch_unwind(AssertUnwindSafe(|| look(input))).is_err() {
            failures.push(String::from_utf8_lossy(input).into_owned());
        }
    }
    assert!(
        failures.is_empty(),
        "{name}: {} inputs, among them {:?}",
        failures.len(),
        failures.iter().take(5).collect::<Vec<_>>()
    );
}

/// A seed with a few bytes changed, a stretch left out, repeated, or taken from another.
fn mutated(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    bytes.truncate(MAX_BYTES);
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(32)).min(bytes.len());
        match random.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let stretch = bytes[at..end].repeat(1 + random.below(8));
                bytes.splice(at..at, stretch);
            }
            2 => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            3 => {
                const WORDS: [&str; 12] = [
                    "\"",
                    "<script>",
                    "'>",
                    "\n---\n",
                    "](javascript:x)",
                    "《",
                    "\u{202E}",
                    "&#x3c;",
                    "\\",
                    "--",
                    "{{",
                    "\u{0}",
                ];
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

/// A plain congruential generator: the same mutations in every run.
struct Random(u64);

impl Random {
    /// A number below `n`, which is above 0.
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}
