//! `cargo xtask crash`: kills rebuilds at random moments and looks at what stands.
//!
//! An archive goes back and forth between two states in which every post differs; after each kill the
//! output must be the whole site of one of them. `--full` does the same on a disk too small for a
//! second site, where no build can succeed (as root on Linux: it mounts one).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use crate::Outcome;
use crate::program;

/// Kills rebuilds at random moments and looks at what stands.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many rebuilds are killed
    #[arg(long, default_value_t = 500)]
    kills: u32,
    /// Posts in the archive
    #[arg(long, default_value_t = 1000)]
    posts: u32,
    /// Writes to a disk that has no room for a second site
    #[arg(long)]
    full: bool,
    /// Another program than the release one
    #[arg(long)]
    program: Option<PathBuf>,
    /// Begin of the random moments
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Path and length and hash of every file of a site.
type Tree = BTreeMap<String, (u64, u64)>;

struct Trial {
    root: PathBuf,
    output: PathBuf,
    program: PathBuf,
    posts: u32,
}

/// A small file system in memory, unmounted in the end.
struct Disk(PathBuf);

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let root = program::work_folder("crash");
    if root.exists() {
        fs::remove_dir_all(&root).map_err(told(&root))?;
    }
    let trial = Trial {
        output: root.join("disk/public"),
        program: arguments.program.clone().unwrap_or_else(program::dibao),
        posts: arguments.posts,
        root,
    };
    let disk = trial.root.join("disk");
    fs::create_dir_all(&disk).map_err(told(&disk))?;
    let mut length = Duration::ZERO;
    let mut sites = Vec::new();
    for state in ['B', 'A'] {
        trial.put(state)?;
        let begin = Instant::now();
        program::run(trial.command().stderr(Stdio::null()))?;
        length = length.max(begin.elapsed());
        sites.push(trial.tree()?);
    }
    let bytes: u64 = sites[1].values().map(|(length, _)| length).sum();
    println!(
        "{} posts, {} files, {bytes} bytes, a rebuild takes {length:.1?}",
        trial.posts,
        sites[1].len()
    );
    // The site is moved to a disk with room for it and half of another.
    let _disk = if arguments.full {
        let disk = small_disk(&disk, &sites[1], bytes)?;
        program::run(trial.command().stderr(Stdio::null()))?;
        Some(disk)
    } else {
        None
    };
    let mut counts = Counts::default();
    let mut random = arguments.seed;
    for kill in 0.. {
        if counts.killed + counts.failed >= arguments.kills {
            break;
        }
        if kill % 50 == 49 {
            counts.tell();
        }
        // Where there is no room, A stands and B is tried again and again.
        let state = if arguments.full || kill % 2 == 0 {
            'B'
        } else {
            'A'
        };
        trial.put(state)?;
        let mut build = trial
            .command()
            .stderr(Stdio::null())
            .spawn()
            .map_err(told(&trial.program))?;
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        sleep(length.mul_f64((random >> 33) as f64 / f64::from(u32::MAX >> 1)));
        let came_to_end = counts.ended + counts.failed;
        counts.add(&mut build, arguments.full)?;
        let kill_came_late = came_to_end < counts.ended + counts.failed;
        // The moments fill the time that a rebuild takes now, on a machine that does other things, too.
        length = length.mul_f64(if kill_came_late { 0.9 } else { 1.01 });
        let now = trial.tree()?;
        match sites.iter().position(|site| *site == now) {
            Some(0) => counts.b += 1,
            Some(_) => counts.a += 1,
            None => {
                return Err(format!(
                    "kill {kill}: {} files are neither site: {}",
                    now.len(),
                    trial.output.display()
                ));
            }
        }
    }
    counts.tell();
    if !arguments.full {
        trial.put('A')?;
        program::run(trial.command().stderr(Stdio::null()))?;
        if trial.tree()? != sites[1] {
            return Err("the build after the kills is not the site".into());
        }
    }
    trial.is_clean(arguments.full)
}

#[derive(Default)]
struct Counts {
    killed: u32,
    ended: u32,
    failed: u32,
    a: u32,
    b: u32,
}

impl Counts {
    /// Kills a build, and counts how it ended.
    fn add(&mut self, build: &mut Child, full: bool) -> Outcome {
        build
            .kill()
            .map_err(|error| format!("cannot kill: {error}"))?;
        match build
            .wait()
            .map_err(|error| format!("cannot wait: {error}"))?
            .code()
        {
            None => self.killed += 1,
            Some(0) if !full => self.ended += 1,
            Some(2) if full => self.failed += 1,
            Some(code) => return Err(format!("a build ended with {code}")),
        }
        Ok(())
    }

    fn tell(&self) {
        println!(
            "killed {}, ended before {}, failed for want of room {}; then stood: one site {}, the other {}, neither 0",
            self.killed, self.ended, self.failed, self.a, self.b
        );
    }
}

impl Trial {
    /// Writes one of two states: every post differs, some exist in one only.
    fn put(&self, state: char) -> Outcome {
        let content = self.root.join("content");
        let put = |path: &Path, text: &str| {
            fs::create_dir_all(content.join("posts"))
                .and_then(|()| fs::write(path, text))
                .map_err(told(path))
        };
        for number in 0..self.posts {
            let mut text = format!(
                "---\ntitle: 第{number}号\ntags: [港口, 试验{}]\n---\n\n",
                number % 17
            );
            for item in 1..=8 {
                let month = 1 + number % 12;
                let rest = format!("这一条写在状态{state}里。").repeat(6);
                let _ = write!(
                    text,
                    "**{item}、第{number}号的第{item}条消息（{state}）**\n\n\
                     {month}月{item}日，甲省发布《第{number}号试行办法》。{rest}\n\n"
                );
            }
            put(&content.join(format!("posts/{number:04}.md")), &text)?;
        }
        for number in 0..10 {
            let other = if state == 'A' { 'B' } else { 'A' };
            let _ = fs::remove_file(content.join(format!("only-{other}-{number}.md")));
            put(
                &content.join(format!("only-{state}-{number}.md")),
                "# 只在这里\n\n正文。\n",
            )?;
            put(
                &content.join(format!("posts/{number}.txt")),
                &state.to_string().repeat(50_000),
            )?;
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("build")
            .arg("--root")
            .arg(&self.root)
            .arg("--output")
            .arg(&self.output);
        command.stdout(Stdio::null());
        command
    }

    fn tree(&self) -> Outcome<Tree> {
        let mut tree = Tree::new();
        for entry in WalkDir::new(&self.output) {
            let entry = entry.map_err(|error| error.to_string())?;
            if entry.file_type().is_file() {
                let bytes = fs::read(entry.path()).map_err(told(entry.path()))?;
                let path = entry.path().strip_prefix(&self.output).expect("below");
                tree.insert(
                    path.to_string_lossy().into_owned(),
                    (bytes.len() as u64, hash(&bytes)),
                );
            }
        }
        Ok(tree)
    }

    /// Nothing is left beside the site once a build went to its end.
    fn is_clean(&self, full: bool) -> Outcome {
        if full {
            // It fails, but it clears up.
            let _ = self.command().stderr(Stdio::null()).status();
        }
        let disk = self.root.join("disk");
        let entries = fs::read_dir(&disk).map_err(told(&disk))?;
        let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        if names == ["public"] {
            return Ok(());
        }
        Err(format!("left beside the site: {names:?}"))
    }
}

/// A disk for a site and half a second one, mounted over `folder`.
fn small_disk(folder: &Path, site: &Tree, bytes: u64) -> Outcome<Disk> {
    // Files take whole pages.
    let pages: u64 = site.values().map(|(length, _)| length.div_ceil(4096)).sum();
    let size = (pages * 4096).max(bytes) * 3 / 2;
    let mut mount = Command::new("mount");
    mount
        .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
        .arg(folder);
    program::run(&mut mount)?;
    println!("a disk of {size} bytes, without room for a second site");
    Ok(Disk(folder.to_owned()))
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// FNV-1a: kills leave halves, not forgeries.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn told(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
