//! What browsers are told while they look: server-sent events.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::diagnostic::{Diagnostic, Severity};

/// Silence after which a line is sent only to find out whether the browser is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Problems shown in the page, at most.
const MAX_PROBLEMS: usize = 100;

/// The state of the site, and everyone who waits for it to change.
#[derive(Debug, Default)]
pub(super) struct Live {
    state: Mutex<State>,
    changed: Condvar,
}

/// Counts up with each event, and what the event says.
#[derive(Debug, Default, Clone)]
struct State {
    number: u64,
    data: String,
}

impl Live {
    /// Tells the state: `site` names the site that is served; browsers that show another reload.
    /// `failed`: the content has errors, and `site` is the one before.
    pub(super) fn tell(&self, site: &str, diagnostics: &[Diagnostic], failed: bool) {
        let problems: Vec<_> = diagnostics.iter().take(MAX_PROBLEMS).map(problem).collect();
        let data = json!({ "site": site, "failed": failed, "problems": problems });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.number += 1;
        state.data = data.to_string();
        drop(state);
        self.changed.notify_all();
    }

    /// Sends every state to one browser, beginning with the present one, until it is gone.
    pub(super) fn follow(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
              X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
              Connection: close\r\n\r\nretry: 500\n\n",
        )?;
        let mut sent = 0;
        loop {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self
                .changed
                .wait_timeout_while(state, HEARTBEAT, |state| state.number == sent);
            let state = waited.unwrap_or_else(PoisonError::into_inner).0.clone();
            if state.number == sent {
                stream.write_all(b":\n\n")?;
            } else {
                sent = state.number;
                // JSON holds no line end.
                stream.write_all(format!("event: state\ndata: {}\n\n", state.data).as_bytes())?;
            }
        }
    }
}

fn problem(diagnostic: &Diagnostic) -> serde_json::Value {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let (line, column) = diagnostic
        .place
        .map_or((1, 1), |place| (place.line, place.column));
    let Diagnostic {
        path,
        code,
        message,
        hint,
        ..
    } = diagnostic;
    json!({ "head": format!("{path}:{line}:{column}: {severity}[{code}]: {message}"), "hint": hint })
}
