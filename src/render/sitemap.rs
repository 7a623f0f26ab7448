//! `sitemap.xml` and `robots.txt`.

use crate::site::{Page, PageKind};
use crate::slug::encode_path;

use super::Renderer;
use super::xml::element;

/// Addresses a sitemap may hold (sitemaps.org).
const MOST: usize = 50_000;

const OPEN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

impl Renderer<'_> {
    /// How many parts the sitemap has beside `sitemap.xml`: none while one file holds all.
    pub(super) fn n_sitemap_parts(&self) -> usize {
        let n_pages = self.indexed().count();
        if n_pages <= MOST {
            0
        } else {
            n_pages.div_ceil(MOST)
        }
    }

    /// `sitemap.xml`: the addresses, or the list of parts.
    pub(super) fn sitemap(&self) -> String {
        let n_parts = self.n_sitemap_parts();
        if n_parts == 0 {
            return self.url_set(&mut self.indexed());
        }
        let mut out = format!("{OPEN}<sitemapindex xmlns=\"{SCHEMA}\">\n");
        for part in 1..=n_parts {
            out.push_str("<sitemap>");
            element(
                &mut out,
                "loc",
                &self.absolute(&format!("sitemap-{part}.xml")),
            );
            out.push_str("</sitemap>\n");
        }
        out.push_str("</sitemapindex>\n");
        out
    }

    /// `sitemap-1.xml` and so on; `part` counts from 0.
    pub(super) fn sitemap_part(&self, part: usize) -> String {
        self.url_set(&mut self.indexed().skip(part * MOST).take(MOST))
    }

    /// `data/pages.txt`: the path that the site is served from, then every address below it, for
    /// `dibao diff`.
    pub(super) fn page_list(&self) -> String {
        let site = self.site;
        let mut out = format!("{}\n", site.address.base);
        for page in &site.pages {
            for part in ["page ", &encode_path(&page.route.0), "\n"] {
                out.push_str(part);
            }
        }
        for redirect in &site.redirects {
            for part in ["redirect ", &encode_path(&redirect.from), "\n"] {
                out.push_str(part);
            }
        }
        out
    }

    /// `robots.txt`.
    pub(super) fn robots(&self) -> String {
        format!(
            "User-agent: *\nAllow: /\n\nSitemap: {}\n",
            self.absolute("sitemap.xml")
        )
    }

    /// Pages that search engines are asked to index.
    fn indexed(&self) -> impl Iterator<Item = &Page> {
        self.site.pages.iter().filter(|page| match page.kind {
            PageKind::NotFound => false,
            PageKind::Term { facet, term, .. } => !self.is_thin(facet, term),
            _ => true,
        })
    }

    fn url_set(&self, pages: &mut dyn Iterator<Item = &Page>) -> String {
        let mut out = format!("{OPEN}<urlset xmlns=\"{SCHEMA}\">\n");
        for page in pages {
            out.push_str("<url>");
            element(&mut out, "loc", &self.absolute(&encode_path(&page.route.0)));
            if let Some(day) = self.last_change(page) {
                element(&mut out, "lastmod", &day);
            }
            out.push_str("</url>\n");
        }
        out.push_str("</urlset>\n");
        out
    }

    /// The day a post was changed or filed; other pages do not tell.
    fn last_change(&self, page: &Page) -> Option<String> {
        let (PageKind::Post { document } | PageKind::Standing { document }) = page.kind else {
            return None;
        };
        let dates = &self.document(document).dates;
        dates
            .updated
            .or(dates.archived)
            .map(|moment| moment.date.to_string())
    }
}
