//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages read them.

use crate::config::SearchMode;
use crate::theme::FINGERPRINTED;

use super::Renderer;

/// What pages may load: nothing but what the site itself serves, and no inline code. `data:` stands
/// in for pictures that are missing.
const POLICY: [&str; 2] = [
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:",
    "; form-action 'self'; base-uri 'none'",
];

/// A document of a foreign kind (a picture in SVG) shows itself and runs nothing.
const PICTURE_POLICY: &str = "default-src 'none'; sandbox";

/// Folders of the search index whose files carry a hash of their content in their path.
const SHARDS: [&str; 8] = ["p", "s", "w", "f", "e", "t", "n", "c"];

/// What the page of the CMS needs: it makes code of schemas, styles of its own, shows pictures that
/// are not saved yet, and speaks to the forge.
const ADMIN_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; font-src 'self' data:; \
    connect-src 'self' data: blob: https:; frame-src 'self' blob:; worker-src 'self' blob:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Renderer<'_> {
    /// The policy, also as a `<meta>` for hosts that ignore `_headers`.
    pub(super) fn policy(&self) -> String {
        let remote = match self.settings.images {
            crate::config::ImagePolicy::Remote => " https:",
            crate::config::ImagePolicy::Link => "",
        };
        [POLICY[0], remote, POLICY[1]].concat()
    }

    /// `_headers`.
    pub(super) fn headers(&self) -> String {
        let base = &self.site.address.base;
        let shards = SHARDS.map(|folder| {
            format!(
                "{base}search/{folder}/*\n  Cache-Control: public, max-age=31536000, immutable\n"
            )
        });
        let shards = if self.settings.search == SearchMode::Off {
            String::new()
        } else {
            shards.concat()
        };
        // Hosts join the policies of all blocks that fit a path, so with a page that needs more the
        // block for all paths may not hold the strict one. Each page has it in its own head.
        let policy = match self.settings.admin {
            Some(_) => String::new(),
            None => self.policy() + "; ",
        };
        let mut text = format!(
            "{base}*\n\
             \x20 Content-Security-Policy: {policy}frame-ancestors 'none'\n\
             \x20 X-Content-Type-Options: nosniff\n\
             \x20 Referrer-Policy: strict-origin-when-cross-origin\n\
             \x20 Permissions-Policy: camera=(), geolocation=(), microphone=()\n\
             {base}{FINGERPRINTED}*\n\
             \x20 Cache-Control: public, max-age=31536000, immutable\n\
             {shards}\
             {base}*.svg\n\
             \x20 Content-Security-Policy: {PICTURE_POLICY}\n"
        );
        if self.settings.admin.is_some() {
            text.extend([
                base,
                "admin/*\n  Content-Security-Policy: ",
                ADMIN_POLICY,
                "\n",
            ]);
            text.push_str("  X-Robots-Tag: noindex\n");
        }
        // A site with drafts is a preview.
        if self.settings.drafts {
            text.extend([base, "*\n  X-Robots-Tag: noindex\n"]);
        }
        text
    }

    /// `_redirects`: each old address as it is, where that can be written, and percent-encoded.
    pub(super) fn redirects(&self) -> String {
        let redirects = self.site.redirects.iter();
        let lines = redirects.flat_map(|redirect| redirect.lines(&self.site.address));
        lines
            .map(|line| {
                line + "
"
            })
            .collect()
    }
}
