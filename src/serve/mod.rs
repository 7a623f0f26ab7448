//! A preview on this machine: the same stages as a build, pages rendered when they are asked for.
//!
//! One thread owns the site and answers questions about it ([`run`]); connections have threads of
//! their own that only speak HTTP. A change on disk makes a new site between two questions; when
//! it has errors, the last good one stays. Pages get one line more than a build writes: the script
//! that reloads them.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, BuildError, Clock, Counts, Keep, Memory, Options, Timings};
use http::{Answer, Refusal, Request};
use live::Live;
use preview::Preview;

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
    /// Something changed on disk.
    Changed,
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
        let mut builder = Builder {
            options,
            memory: Memory::default(),
            n_sites: 0,
            live: &live,
        };
        // Watched before it is read: what changes meanwhile is read again.
        let on_change = sender.clone();
        let watcher = watch::watch(&options.root, move || {
            let _ = on_change.send(Question::Changed);
        });
        if let Err(error) = &watcher {
            tell(Event::Unwatched(error));
        }
        let Some(first) = builder.build(None, &mut tell)? else {
            return Ok(());
        };
        tell(Event::Listening { url: &url, taken });
        accept(listener, &address.host, &live, sender);
        answer_all(first, &mut builder, &questions, &mut tell);
        Ok(())
    })?
}

/// Makes sites, and remembers what does not have to be parsed again.
struct Builder<'a> {
    options: &'a Options,
    memory: Memory,
    n_sites: u64,
    live: &'a Live,
}

impl Builder<'_> {
    /// Reads and plans. `None`: there are errors, and the site before has to do.
    fn build(
        &mut self,
        before: Option<&str>,
        tell: &mut impl FnMut(Event<'_>),
    ) -> Result<Option<Site>, BuildError> {
        let mut clock = Clock::start();
        let (mut content, mut diagnostics) = pipeline::read(
            self.options,
            Some(&mut self.memory),
            &Keep::Here,
            &mut clock,
        )?;
        diagnostics.extend(content.add_admin(self.options));
        let errors = diagnostics
            .iter()
            .any(|one| one.severity == Severity::Error);
        let kept = errors && before.is_some();
        tell(Event::Built {
            diagnostics: &diagnostics,
            counts: content.counts(),
            timings: &clock.stop(),
            kept,
        });
        if let (true, Some(before)) = (errors, before) {
            self.live.tell(before, &diagnostics, true);
            return Ok(None);
        }
        self.n_sites += 1;
        // Another process on the same port serves another site.
        let name = format!("{}-{}", std::process::id(), self.n_sites);
        self.live.tell(&name, &diagnostics, errors);
        Ok(Some(Site { content, name }))
    }
}

/// A site that is served, and what browsers call it.
struct Site {
    content: pipeline::Content,
    name: String,
}

/// Answers from one site until there is a newer one, for as long as anyone asks.
fn answer_all(
    mut site: Site,
    builder: &mut Builder<'_>,
    questions: &Receiver<Question>,
    tell: &mut impl FnMut(Event<'_>),
) {
    loop {
        let mut preview = Preview::new(&site.content);
        let newer = loop {
            match questions.recv() {
                Ok(Question::Page(request, reply)) => {
                    // Whoever asked may have left.
                    let _ = reply.send(preview.answer(&request.target));
                }
                Ok(Question::Changed) => match builder.build(Some(&site.name), tell) {
                    Ok(Some(newer)) => break newer,
                    Ok(None) => {}
                    Err(error) => tell(Event::Failed(&error)),
                },
                Err(_) => return,
            }
        };
        drop(preview);
        site = newer;
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
