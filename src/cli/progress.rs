//! What happens on the terminal and to signals while a build runs.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::Failure;
use crate::pipeline::{Options, Progress};

/// How long a build may take before it shows a bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// A progress bar for a build that takes long, when a person watches.
pub(super) struct Bar {
    drawing: Option<(Arc<(Mutex<bool>, Condvar)>, JoinHandle<()>)>,
}

impl Bar {
    /// Watches a build from a thread of its own, so that the build only counts.
    pub(super) fn start(progress: &Arc<Progress>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { drawing: None };
        }
        let progress = Arc::clone(progress);
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let stopped = Arc::clone(&stop);
        #[expect(
            clippy::disallowed_methods,
            reason = "the command line draws beside the build"
        )]
        let thread = std::thread::spawn(move || draw(&progress, &stopped));
        Self {
            drawing: Some((stop, thread)),
        }
    }

    /// Takes the bar away.
    pub(super) fn stop(self) {
        if let Some((stop, thread)) = self.drawing {
            *stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            stop.1.notify_all();
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, stop: &(Mutex<bool>, Condvar)) {
    let wait = |time| {
        let stopped = stop.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stopped = stop
            .1
            .wait_timeout_while(stopped, time, |stopped| !*stopped);
        *stopped.unwrap_or_else(PoisonError::into_inner).0
    };
    if wait(PATIENCE) {
        return;
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}").expect("a fixed template");
    let bar = ProgressBar::new(0).with_style(style);
    while !wait(Duration::from_millis(100)) {
        bar.set_length(progress.total.load(Ordering::Relaxed) as u64);
        bar.set_position(progress.done.load(Ordering::Relaxed) as u64);
    }
    bar.finish_and_clear();
}

/// Lets SIGINT and SIGTERM stop a build between two files, so that it can clear its staging folder.
/// A second one ends the program at once.
pub(super) fn watch_signals(options: &Options) -> Result<(), Failure> {
    let second = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal must not find itself noted already.
        flag::register_conditional_default(signal, Arc::clone(&second))?;
        flag::register(signal, Arc::clone(&second))?;
        let number = usize::try_from(signal).expect("signals are small numbers");
        flag::register_usize(signal, Arc::clone(&options.signal), number)?;
    }
    Ok(())
}

/// Ends the program by the signal that stopped the build, as whoever sent it expects to see.
pub(super) fn obey(options: &Options) {
    let signal = options.signal.load(Ordering::Relaxed);
    if let Ok(signal) = i32::try_from(signal) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}
