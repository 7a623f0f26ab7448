//! A preview on this machine: the same stages as a build, pages rendered when they are asked for.
//!
//! One thread owns the site and answers questions about it ([`run`]); connections have threads of
//! their own that only speak HTTP. A change on disk has another thread build a new site, which takes
//! the place of the old one between two questions; when it has errors, the last good one stays. A
//! saved post is shown before that: its own page is rendered from the new text at once, and rendered
//! again if the new site shows it otherwise. Pages get one line more than a build writes: the script
//! that reloads them.

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::diagnostic::{self, Diagnostic};
use crate::pipeline::{self, BuildError, Counts, Options, Timings};
use builder::{Builder, Built};
use http::{Answer, Refusal, Request};
use live::Live;
use preview::Preview;

mod builder;
mod http;
mod live;
mod preview;
mod watch;

/// Port when none is asked for.
pub const PORT: u16 = 1111;

/// Ports tried when the first is taken and none was asked for.
const N_PORTS: u16 = 20;

/// Connections at a time. A browser opens six a page, and one for events.
const MAX_CONNECTIONS: usize = 256;

/// Saved posts that are shown before the archive is gathered again. More are no save but a checkout.
const MAX_REVISED: usize = 8;

/// What passes between a saved post that is shown and gathering the archive, which takes all processors:
/// until then the browser has loaded and painted the page.
const HEAD_START: Duration = Duration::from_millis(150);

/// How long a client may take to receive.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);

/// Where to serve.
#[derive(Debug, Clone)]
pub struct Address {
    /// Name or number of the interface; `127.0.0.1` unless asked.
    pub host: String,
    /// The port; `None`: [`PORT`], or the next that is free.
    pub port: Option<u16>,
}

/// What there is to tell whoever started the server.
#[derive(Debug)]
pub enum Event<'a> {
    /// The site is served here.
    Listening {
        /// Its address, with a slash at the end.
        url: &'a str,
        /// A port that was taken and another one used for.
        taken: Option<u16>,
    },
    /// The content was read and planned.
    Built {
        /// All problems.
        diagnostics: &'a [Diagnostic],
        /// Posts and Items.
        counts: Counts,
        /// How long it took.
        timings: &'a Timings,
        /// Whether there are errors and the site before is still served.
        kept: bool,
    },
    /// There is nothing to build, for now.
    Failed(&'a BuildError),
    /// Changes cannot be watched: the browser has to be reloaded by hand after a restart.
    Unwatched(&'a notify::Error),
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The first build cannot be done.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The address cannot be had.
    #[error("cannot listen on `{host}` port {port}: {source}")]
    Listen {
        /// The interface.
        host: String,
        /// The port.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
}

/// A question to the thread that owns the site.
enum Question {
    /// What stands at this path?
    Page(Request, SyncSender<Answer>),
    /// These files changed on disk; none are named when it is not known which.
    Changed(Vec<PathBuf>),
    /// The content was read again.
    Built(Result<Box<Built>, BuildError>),
}

/// Serves until the program ends.
pub fn run(
    options: &Options,
    address: &Address,
    mut tell: impl FnMut(Event<'_>) + Send,
) -> Result<(), ServeError> {
    let (listener, taken) = listen(address)?;
    let own = listener.local_addr().map_err(|source| ServeError::Listen {
        host: address.host.clone(),
        port: address.port.unwrap_or(PORT),
        source,
    })?;
    let url = url(&address.host, own);
    let options = &Options {
        base_url: Some(url.clone()),
        ..options.clone()
    };
    let (sender, questions) = mpsc::channel();
    let live = Arc::new(Live::default());
    pipeline::on_threads(options, move || {
        // Watched before it is read: what changes meanwhile is read again.
        let on_change = sender.clone();
        let watcher = watch::watch(&options.root, move |paths| {
            let _ = on_change.send(Question::Changed(paths));
        });
        if let Err(error) = &watcher {
            tell(Event::Unwatched(error));
        }
        let on_built = sender.clone();
        let mut builder = Builder::start(options, move |built| {
            let _ = on_built.send(Question::Built(built));
        });
        builder.order(Duration::ZERO);
        let Some(built) = first(&questions, &mut builder)? else {
            return Ok(());
        };
        let mut showing = Showing {
            options,
            live: &live,
            tell: &mut tell,
            builder,
            n_sites: 0,
        };
        showing.tell_built(&built, None);
        (showing.tell)(Event::Listening { url: &url, taken });
        accept(listener, &address.host, &live, sender);
        showing.answer_all(built, &questions);
        Ok(())
    })?
}

/// Waits for the first site.
fn first(
    questions: &Receiver<Question>,
    builder: &mut Builder,
) -> Result<Option<Box<Built>>, BuildError> {
    loop {
        match questions.recv() {
            Ok(Question::Built(built)) => return built.map(Some),
            Ok(Question::Changed(_)) => builder.order(Duration::ZERO),
            Ok(Question::Page(..)) => {}
            Err(_) => return Ok(None),
        }
    }
}

/// What is shown to browsers, and how it comes about.
struct Showing<'a, T> {
    options: &'a Options,
    live: &'a Live,
    tell: &'a mut T,
    builder: Builder,
    n_sites: u64,
}

impl<T: FnMut(Event<'_>)> Showing<'_, T> {
    /// Answers from one site until there is a newer one, for as long as anyone asks.
    fn answer_all(&mut self, mut site: Box<Built>, questions: &Receiver<Question>) {
        let mut given: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        loop {
            let mut preview = Preview::new(&site.content);
            // Whoever was shown a revised page that came out otherwise has to load it again.
            if given
                .iter()
                .any(|(file, bytes)| !preview.shows(file, bytes))
            {
                self.n_sites += 1;
            }
            self.live
                .tell(&self.name(), &site.diagnostics, site.failed());
            let Some(newer) = self.answer(&mut preview, &site, questions) else {
                return;
            };
            given = preview.into_given();
            let old = mem::replace(&mut site, newer);
            // A large site takes a while to go.
            rayon::spawn(move || drop(old));
        }
    }

    /// Answers from one site; returns the next.
    fn answer(
        &mut self,
        preview: &mut Preview<'_>,
        site: &Built,
        questions: &Receiver<Question>,
    ) -> Option<Box<Built>> {
        loop {
            match questions.recv().ok()? {
                Question::Page(request, reply) => {
                    // Whoever asked may have left.
                    let _ = reply.send(preview.answer(&request.target));
                }
                Question::Changed(paths) => {
                    let mut pause = Duration::ZERO;
                    if let Some(diagnostics) = self.revise(preview, site, &paths) {
                        self.n_sites += 1;
                        self.live.tell(&self.name(), &diagnostics, false);
                        pause = HEAD_START;
                    }
                    self.builder.order(pause);
                }
                // What was saved meanwhile is shown already, and will be built next.
                Question::Built(Ok(built))
                    if preview.is_revised() && self.builder.is_stale(&built) => {}
                Question::Built(Ok(built)) => {
                    self.tell_built(&built, Some(preview.is_revised()));
                    if !built.failed() {
                        return Some(built);
                    }
                    self.live.tell(&self.name(), &built.diagnostics, true);
                }
                Question::Built(Err(error)) => (self.tell)(Event::Failed(&error)),
            }
        }
    }

    /// Shows saved posts before the archive is gathered again, where that can be done. Returns what
    /// there is to say meanwhile.
    fn revise(
        &self,
        preview: &mut Preview<'_>,
        site: &Built,
        paths: &[PathBuf],
    ) -> Option<Vec<Diagnostic>> {
        if paths.is_empty() || paths.len() > MAX_REVISED || site.failed() {
            return None;
        }
        let mut told = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            let (document, diagnostics) = pipeline::parse_again(&site.content, self.options, path)?;
            names.push(format!("content/{}", document.path));
            told.extend(diagnostics);
            preview.revise(document)?;
        }
        let others = site.diagnostics.iter();
        told.extend(others.filter(|one| !names.contains(&one.path)).cloned());
        diagnostic::sort(&mut told);
        Some(told)
    }

    /// Tells whoever started the server; names the new site, unless what was shown of it before it
    /// was built stands.
    fn tell_built(&mut self, built: &Built, revised: Option<bool>) {
        let kept = built.failed() && revised.is_some();
        (self.tell)(Event::Built {
            diagnostics: &built.diagnostics,
            counts: built.content.counts(),
            timings: &built.timings,
            kept,
        });
        if !kept && revised != Some(true) {
            self.n_sites += 1;
        }
    }

    /// What browsers call the site that is shown. Another process on the same port serves another.
    fn name(&self) -> String {
        format!("{}-{}", std::process::id(), self.n_sites)
    }
}

/// Takes connections, each on a thread of its own.
fn accept(listener: TcpListener, host: &str, live: &Arc<Live>, sender: Sender<Question>) {
    let host = host.to_owned();
    let live = Arc::clone(live);
    let sender = Arc::new(Mutex::new(sender));
    let n_open = Arc::new(AtomicUsize::new(0));
    #[expect(
        clippy::disallowed_methods,
        reason = "serve takes connections beside the site"
    )]
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else {
                // Out of descriptors: give others time to close.
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            let _ = stream.set_write_timeout(Some(SEND_TIMEOUT));
            let _ = stream.set_nodelay(true);
            if n_open.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
                n_open.fetch_sub(1, Ordering::Relaxed);
                let _ = Answer::text(503, "too many connections\n").send(&mut stream, false, false);
                continue;
            }
            let sender = sender
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            let connection = Connection {
                host: host.clone(),
                live: Arc::clone(&live),
                sender,
                n_open: Arc::clone(&n_open),
            };
            let _ = thread::Builder::new()
                .stack_size(256 << 10)
                .spawn(move || connection.serve(&mut stream));
        }
    });
}

/// One browser's connection.
struct Connection {
    host: String,
    live: Arc<Live>,
    sender: Sender<Question>,
    n_open: Arc<AtomicUsize>,
}

impl Connection {
    fn serve(&self, stream: &mut TcpStream) {
        let mut rest = Vec::new();
        loop {
            let request = match http::read(stream, &mut rest) {
                Ok(request) => request,
                Err(Refusal::Gone) => return,
                Err(Refusal::Status(status)) => {
                    let mut answer = Answer::text(status, "this request cannot be answered\n");
                    if status == 405 {
                        answer = answer.header("Allow", "GET, HEAD");
                    }
                    let _ = answer.send(stream, false, false);
                    return;
                }
            };
            let (head_only, keep_alive) = (request.head_only, request.keep_alive);
            if !http::is_own_host(&request.host, &self.host) {
                let words = "dibao serves only the host that it was asked to serve\n";
                let _ = Answer::text(403, words).send(stream, head_only, false);
                return;
            }
            if request.target == "/_dibao/events" && !head_only {
                let _ = self.live.follow(stream);
                return;
            }
            let answer = self.ask(request);
            if answer.send(stream, head_only, keep_alive).is_err() || !keep_alive {
                return;
            }
        }
    }

    fn ask(&self, request: Request) -> Answer {
        let (reply, answer) = mpsc::sync_channel(1);
        let asked = self.sender.send(Question::Page(request, reply));
        asked
            .ok()
            .and_then(|()| answer.recv().ok())
            .unwrap_or_else(|| Answer::text(503, "the server is ending\n"))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.n_open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Listens on the port asked for, or on the first free one from [`PORT`]; tells which was taken.
fn listen(address: &Address) -> Result<(TcpListener, Option<u16>), ServeError> {
    let bind = |port| {
        let host = address.host.trim_start_matches('[').trim_end_matches(']');
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
        TcpListener::bind(addresses.as_slice())
    };
    let failed = |port| {
        move |source| ServeError::Listen {
            host: address.host.clone(),
            port,
            source,
        }
    };
    if let Some(port) = address.port {
        return Ok((bind(port).map_err(failed(port))?, None));
    }
    match bind(PORT) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let free = (PORT + 1..=PORT + N_PORTS).find_map(|port| bind(port).ok());
            match free {
                Some(listener) => Ok((listener, Some(PORT))),
                None => Err(failed(PORT)(error)),
            }
        }
        bound => Ok((bound.map_err(failed(PORT))?, None)),
    }
}

/// The address to open in a browser.
fn url(host: &str, own: SocketAddr) -> String {
    let port = own.port();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        // All interfaces have no address of their own.
        Ok(address) if address.is_unspecified() => format!("http://localhost:{port}/"),
        Ok(IpAddr::V6(address)) => format!("http://[{address}]:{port}/"),
        _ => format!("http://{host}:{port}/"),
    }
}
