//! How a line looks: what stands at its head (bullet, number, category, date), how it ends, whether
//! it reads like a headline or like news. Text in, small facts out.

mod call;
mod character;
mod credit;
mod day;
mod key;
mod lead;
mod news;
mod number;
mod sentence;
mod title;

pub(super) use crate::fold::clip;
pub(super) use call::{begs, calls};
pub(super) use character::{is_decoration, width};
pub(super) use credit::{is_caption, is_copyright, is_credit, is_credit_alone, names_source};
pub(super) use day::{
    begins_with_time, boxed_day, date_lead, english_lead, has_dateline, has_day, is_dateline,
    is_day, lead_year,
};
pub(super) use key::{Beginning, beginning, key, same_words, words_key};
pub(super) use lead::{Lead, Style, bare_headline, is_label, label};
pub(super) use news::{hints, names_actor, reports, tells_event};
pub(super) use number::{bare_number, glued_number, goes_on, in_parts};
pub(super) use sentence::{
    asks, continues, ends_sentence, is_broken_off, is_open_ended, is_question, running_starts,
    speaks,
};
pub(super) use title::{
    advises, is_chapter, is_closing_title, is_closing_title_alone, is_part_title, is_section_title,
    is_time, is_version,
};
