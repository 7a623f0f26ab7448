//! Links that lead nowhere, or there by an unsafe way.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, LinkType, Tag};

use super::hosts::host_of;
use super::{Text, Trace};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// The service whose articles are reached by addresses that expire.
const WECHAT: &str = "mp.weixin.qq.com";

/// Parts of such an address that make it one for a few hours.
const SHORT_LIVED: [&str; 3] = ["tempkey=", "signature=", "timestamp="];

pub(super) fn look(text: &Text, trace: &mut Trace, diagnostics: &mut Diagnostics) {
    for (event, span) in &text.body.events {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                if dest_url.trim().is_empty() && *link_type == LinkType::Inline {
                    empty("link", *span, diagnostics);
                }
                outside(text, dest_url, *span, trace, diagnostics);
            }
            Event::Start(Tag::Image { dest_url, .. }) if dest_url.trim().is_empty() => {
                empty("picture", *span, diagnostics);
            }
            _ => {}
        }
    }
}

fn empty(what: &str, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics
        .add("link-empty", span, format!("this {what} has no address"))
        .hint("write it between the round brackets, or take the square ones away");
}

fn outside(
    text: &Text,
    address: &str,
    span: Span,
    trace: &mut Trace,
    diagnostics: &mut Diagnostics,
) {
    let Some((host, secure)) = host_of(address) else {
        return;
    };
    if let Some(note) = text.hosts.dead(&host) {
        let hint = match note {
            "" => "link to the new address or to an archived copy".to_owned(),
            note => format!("`links.csv` says: {note}"),
        };
        diagnostics
            .add("link-dead", span, format!("`{host}` answers no more"))
            .hint(hint);
        return;
    }
    if host == WECHAT {
        wechat(address, span, diagnostics);
    }
    if secure {
        trace.https.insert(host);
    } else if text.hosts.https(&host) {
        diagnostics
            .add(
                "link-http",
                span,
                format!("`{host}` is reached without encryption"),
            )
            .hint("write `https`: `links.csv` says that the host serves it");
    } else {
        trace.http.push((host, text.source.place(span)));
    }
}

fn wechat(address: &str, span: Span, diagnostics: &mut Diagnostics) {
    let short_lived = SHORT_LIVED.iter().any(|part| address.contains(part));
    let (message, hint) = if short_lived {
        (
            "this address of a WeChat article dies within hours",
            "copy the permanent address, or link to the source that the article quotes",
        )
    } else {
        (
            "a link to a WeChat article dies with the account, and no web archive keeps it",
            "link to the source that the article quotes, beside it or in its place",
        )
    };
    diagnostics.add("link-wechat", span, message).hint(hint);
}

/// Links by `http` to hosts that other links of the archive reach by `https`.
pub(super) fn together(traces: &[Trace], diagnostics: &mut Vec<Diagnostic>) {
    let known: BTreeSet<&str> = secure_hosts(traces).collect();
    for trace in traces {
        for (host, place) in &trace.http {
            if known.contains(host.as_str()) {
                let message = format!("`{host}` is reached without encryption");
                let mut found = Diagnostic::of_file(&trace.path, "link-http", message);
                found.place = Some(*place);
                found.hint("write `https`: other links of the archive reach the host by it");
                diagnostics.push(found);
            }
        }
    }
}

/// Hosts that links of the archive reach by `https`.
pub(super) fn secure_hosts(traces: &[Trace]) -> impl Iterator<Item = &str> {
    traces
        .iter()
        .flat_map(|trace| trace.https.iter().map(String::as_str))
}
