//! Building beside the site that is served.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, BuildError, Clock, Content, Keep, Memory, Options, Timings};

/// A thread that builds when it is told to, and remembers what does not have to be parsed again.
#[derive(Debug)]
pub(super) struct Builder {
    orders: Sender<(u64, Duration)>,
    n_orders: u64,
}

/// What was built.
pub(super) struct Built {
    pub(super) content: Content,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) timings: Timings,
    /// Number of the last order that it answers.
    pub(super) order: u64,
}

impl Built {
    /// Whether the content has errors.
    pub(super) fn failed(&self) -> bool {
        let severities = self.diagnostics.iter().map(|one| one.severity);
        severities.into_iter().any(|one| one == Severity::Error)
    }
}

impl Builder {
    /// Starts the thread; it ends with the Builder. `done` takes what it builds.
    pub(super) fn start(
        options: &Options,
        done: impl Fn(Result<Box<Built>, BuildError>) + Send + 'static,
    ) -> Self {
        let (orders, waiting) = mpsc::channel();
        let options = options.clone();
        #[expect(clippy::disallowed_methods, reason = "serve builds beside the site")]
        thread::spawn(move || build_all(&options, &waiting, &done));
        Self {
            orders,
            n_orders: 0,
        }
    }

    /// Has everything read again that changed on disk, after a pause. Orders that come meanwhile, or
    /// while it builds, are one.
    pub(super) fn order(&mut self, pause: Duration) {
        self.n_orders += 1;
        let _ = self.orders.send((self.n_orders, pause));
    }

    /// Whether something was ordered after this was begun.
    pub(super) fn is_stale(&self, built: &Built) -> bool {
        built.order < self.n_orders
    }
}

fn build_all(
    options: &Options,
    waiting: &Receiver<(u64, Duration)>,
    done: &dyn Fn(Result<Box<Built>, BuildError>),
) {
    let mut memory = Memory::default();
    while let Ok((mut order, mut pause)) = waiting.recv() {
        while let Ok(next) = waiting.recv_timeout(pause) {
            (order, pause) = next;
        }
        let build = || pipeline::on_threads(options, || build(options, &mut memory, order));
        let built = catch_unwind(AssertUnwindSafe(build)).unwrap_or_else(|panic| {
            let words = pipeline::words_of(panic.as_ref());
            Err(BuildError::Internal(words.to_owned()))
        });
        done(built.and_then(|built| built).map(Box::new));
    }
}

fn build(options: &Options, memory: &mut Memory, order: u64) -> Result<Built, BuildError> {
    let mut clock = Clock::start();
    let (mut content, mut diagnostics) =
        pipeline::read(options, Some(memory), &Keep::Here, &mut clock)?;
    diagnostics.extend(content.add_admin(options));
    Ok(Built {
        content,
        diagnostics,
        timings: clock.stop(),
        order,
    })
}
