//! Names in the order of a dictionary: Han characters by their Pinyin.

use pinyin::ToPinyin;

/// Characters that begin names with another reading than the one they have most often.
const READINGS: &[(&str, &str)] = &[
    ("重庆", "chongqing"),
    ("重复", "chongfu"),
    ("重建", "chongjian"),
    ("重组", "chongzu"),
    ("重构", "chonggou"),
    ("长江", "changjiang"),
    ("长三", "changsan"),
    ("长沙", "changsha"),
    ("长春", "changchun"),
    ("长治", "changzhi"),
    ("长期", "changqi"),
    ("长效", "changxiao"),
    ("厦门", "xiamen"),
    ("藏", "zang"),
    ("会计", "kuaiji"),
    ("调查", "diaocha"),
    ("调研", "diaoyan"),
    ("曾", "zeng"),
    ("单县", "shanxian"),
    ("六安", "luan"),
    ("番禺", "panyu"),
    ("乐清", "yueqing"),
    ("朝阳", "chaoyang"),
];

/// What a name is sorted by: its letters, Han characters spelled out, then the name itself.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 2);
    let known = READINGS.iter().find(|(begins, _)| name.starts_with(begins));
    let rest = known.map_or(name, |(begins, reading)| {
        key.push_str(reading);
        &name[begins.len()..]
    });
    for c in rest.chars() {
        match c.to_pinyin() {
            Some(reading) => key.push_str(reading.plain()),
            None => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// The letter that a key stands under: `A` to `Z`, else `#`.
pub(super) fn letter(key: &str) -> char {
    let first = key.chars().find(|c| c.is_alphanumeric());
    first
        .map(|c| c.to_ascii_uppercase())
        .filter(char::is_ascii_uppercase)
        .unwrap_or('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_under_the_first_letter_of_their_reading() {
        for (name, wanted) in [
            ("区块链", 'Q'),
            ("重庆", 'C'),
            ("重点", 'Z'),
            ("厦门", 'X'),
            ("长沙", 'C'),
            ("5G", '#'),
            ("《网络安全法》", 'W'),
            ("open data", 'O'),
            ("ärzte", '#'),
            ("😀", '#'),
            ("", '#'),
        ] {
            assert_eq!(letter(&key(name)), wanted, "{name}");
        }
    }

    #[test]
    fn names_sort_by_reading_and_then_by_character() {
        let mut names = ["数据", "安徽", "区块链", "API", "北京", "数字"];
        names.sort_by_key(|name| (key(name), *name));
        assert_eq!(names, ["安徽", "API", "北京", "区块链", "数据", "数字"]);
    }
}
