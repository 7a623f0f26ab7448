//! What happens on the terminal and to signals while a build runs.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
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
    /// The thread draws until its end of the channel hears that this one is gone.
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Bar {
    /// Watches a build from a thread of its own, so that the build only counts.
    pub(super) fn start(progress: &Arc<Progress>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { drawing: None };
        }
        let progress = Arc::clone(progress);
        let (stop, stopped) = mpsc::channel();
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
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, stopped: &Receiver<()>) {
    let goes_on = |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(PATIENCE) {
        return;
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}").expect("a fixed template");
    let bar = ProgressBar::new(0).with_style(style);
    while goes_on(Duration::from_millis(100)) {
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

/// Ends the program by the signal that stopped the build, if any did, as whoever sent it expects to
/// see.
pub(super) fn obey(options: &Options) {
    match i32::try_from(options.signal.load(Ordering::Relaxed)) {
        Ok(0) | Err(_) => {}
        Ok(signal) => {
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}
