//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages read them.

use crate::theme::FINGERPRINTED;

use super::Renderer;
use super::address::encode;

/// What pages may load: nothing but what the site itself serves, and no inline code. `data:` stands
/// in for pictures that are missing.
macro_rules! policy {
    () => {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'"
    };
}

/// The policy as a `<meta>`, for hosts that ignore `_headers`.
pub(super) const META_POLICY: &str = policy!();

/// A document of a foreign kind (a picture in SVG) shows itself and runs nothing.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

impl Renderer<'_> {
    /// `_headers`.
    pub(super) fn headers(&self) -> String {
        let base = &self.addresses.base;
        let remote = match self.settings.images {
            crate::config::ImagePolicy::Remote => " https:",
            crate::config::ImagePolicy::Link => "",
        };
        let policy = policy!().replace("data:;", &format!("data:{remote};"));
        format!(
            "{base}*\n\
             \x20 Content-Security-Policy: {policy}; frame-ancestors 'none'\n\
             \x20 X-Content-Type-Options: nosniff\n\
             \x20 Referrer-Policy: strict-origin-when-cross-origin\n\
             \x20 Permissions-Policy: camera=(), geolocation=(), microphone=()\n\
             {base}{FINGERPRINTED}*\n\
             \x20 Cache-Control: public, max-age=31536000, immutable\n\
             {base}*.svg\n\
             \x20 Content-Security-Policy: {PICTURE_POLICY}\n"
        )
    }

    /// `_redirects`: each old address as it is, where that can be written, and percent-encoded.
    pub(super) fn redirects(&self) -> String {
        let base = &self.addresses.base;
        let mut out = String::new();
        for redirect in &self.site.redirects {
            let from = redirect.from.trim_start_matches('/');
            let encoded = encode(from);
            let to = encode(&redirect.to.0);
            // A space parts the columns, `:` and `*` are patterns: such a path is only written encoded.
            let is_plain = !from.contains(|c: char| c.is_whitespace() || ":*#?%".contains(c));
            if is_plain && encoded != from {
                out.push_str(&format!("{base}{from} {base}{to} 301\n"));
            }
            out.push_str(&format!("{base}{encoded} {base}{to} 301\n"));
        }
        out
    }
}

/// Path of the page at an old address.
pub(super) fn redirect_file(from: &str) -> String {
    let from = from.trim_matches('/');
    if from.is_empty() {
        return "index.html".to_owned();
    }
    let is_file = [".html", ".htm"].iter().any(|end| from.ends_with(end));
    if is_file {
        from.to_owned()
    } else {
        format!("{from}/index.html")
    }
}

#[cfg(test)]
mod tests {
    use super::redirect_file;

    #[test]
    fn old_addresses_have_a_file() {
        for (from, wanted) in [
            ("old/", "old/index.html"),
            ("/2019/a", "2019/a/index.html"),
            ("2019/a.html", "2019/a.html"),
            ("v1.2", "v1.2/index.html"),
        ] {
            assert_eq!(redirect_file(from), wanted);
        }
    }
}
