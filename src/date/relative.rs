//! Words that say when something was without saying the day.

/// The words, Chinese and English in lower case.
pub(crate) const WORDS: [&str; 33] = [
    "近日",
    "日前",
    "近期",
    "今日",
    "今天",
    "昨日",
    "昨天",
    "昨晚",
    "今晨",
    "今早",
    "前天",
    "日内",
    "不久前",
    "刚刚",
    "最近",
    "本周",
    "上周",
    "本月",
    "上月",
    "上个月",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "星期",
    "this week",
    "last week",
    "yesterday",
    "recently",
    "today",
];

/// Whether a text begins with such a word.
pub(crate) fn begins(text: &str) -> bool {
    WORDS.iter().any(|word| text.starts_with(word))
}
