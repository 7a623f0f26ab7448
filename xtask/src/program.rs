//! Other programs: where they are, how to run them, how they are installed where that is allowed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The folder of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in a folder of the project")
}

/// Material for tests that lies beside the project and that a user's clone does not have.
pub(crate) fn shared() -> Option<PathBuf> {
    let shared = project().parent()?.join("shared");
    shared.is_dir().then_some(shared)
}

/// A folder below `target/` for a habit's own files.
pub(crate) fn work_folder(name: &str) -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    target.join("xtask").join(name)
}

/// The built program. A `release` one, the same that users get.
pub(crate) fn dibao() -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    target
        .join("release")
        .join(format!("dibao{}", env::consts::EXE_SUFFIX))
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(project());
    command
}

/// Where a program lies, by its name on the `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// A browser of the Chromium family: `$CHROME`, else the first on the `PATH`.
pub(crate) fn chromium() -> Option<PathBuf> {
    let chosen = env::var_os("CHROME").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    chosen.or_else(|| names.iter().find_map(|name| find(name)))
}

/// Runs a program to its end with our own output; anything but success is an `Err` that repeats
/// what was run.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let line = line(command);
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` ended with {status}")),
        Err(error) => Err(format!("cannot start `{line}`: {error}")),
    }
}

/// Runs a program to its end and returns what it printed on its standard output; what it says on
/// the other one goes through.
pub(crate) fn answer(command: &mut Command) -> Outcome<(bool, String)> {
    let line = line(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(|error| format!("cannot start `{line}`: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((output.status.success(), text))
}

/// The programs that pages are checked with. Installs what is missing where it may (as root, with
/// apt-get); else says what to type.
pub(crate) fn need_browser_and_java() -> Outcome {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.push("chromium");
    }
    if find("java").is_none() {
        missing.push("default-jre-headless");
    }
    // Without a Chinese font the pictures show boxes and the text is measured wrongly.
    if find("fc-list").is_some()
        && !answer(Command::new("fc-list").arg(":lang=zh"))?
            .1
            .contains(':')
    {
        missing.push("fonts-noto-cjk");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if find("apt-get").is_none() || !is_root() {
        return Err(format!(
            "not on this machine: {packages}\n  type: sudo apt-get install -y {packages}\n  \
             (on other systems install Chromium and Java by their own means; `CHROME` may name the browser)"
        ));
    }
    println!("installing {packages}");
    let mut update = Command::new("apt-get");
    run(update.args(["-qq", "update"]))?;
    let mut install = Command::new("apt-get");
    install.args(["-qq", "-y", "--no-install-recommends", "install"]);
    run(install
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null()))
}

/// The npm packages that pages are checked with, exactly as `tests/package-lock.json` names them.
/// Install scripts stay off: one of them would fetch a Java of its own.
pub(crate) fn need_npm_packages() -> Outcome {
    let tests = project().join("tests");
    let lock = tests.join("package-lock.json");
    let done = tests.join("node_modules/.package-lock.json");
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if modified(&done).is_some_and(|done| Some(done) > modified(&lock)) {
        return Ok(());
    }
    if find("npm").is_none() {
        return Err(
            "not on this machine: node, npm\n  type: sudo apt-get install -y nodejs npm".into(),
        );
    }
    let mut install = Command::new("npm");
    install.args([
        "ci",
        "--ignore-scripts",
        "--no-fund",
        "--no-audit",
        "--loglevel=error",
    ]);
    run(install.current_dir(&tests).stdout(Stdio::null()))
        .map_err(|error| format!("{error}\n  type: cd tests && npm ci --ignore-scripts"))
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").output();
    user.is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
