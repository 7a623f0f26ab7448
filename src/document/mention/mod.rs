//! What one Item names: its day, the places it is about, issuing bodies, cited titles.
//!
//! Comes in: the plain text of one Item and what the Document knows of time. Goes out: a
//! [`Reading`]. Every guess keeps its words and its reason as a Mention, for `explain`.

use crate::date::Period;
use crate::fold::in_simplified;
use crate::lexicon::Lexicon;

use super::{ItemDate, Mention, Work};

mod day;
mod issuer;
mod place;
mod title;

/// The plain text of one Item, with the lines it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemText<'a> {
    /// Headline; empty when the Item has none of its own.
    pub(crate) headline: &'a str,
    /// 1-based line of the headline.
    pub(crate) headline_line: u32,
    /// Body, paragraphs parted by newlines.
    pub(crate) body: &'a str,
    /// Byte in `body` where a line of the Source begins, and its number; ascending.
    pub(crate) lines: &'a [(u32, u32)],
}

/// What a Document knows of time, for days without a year.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    /// What the Document covers, and where that was read (`title`, `front matter` …).
    pub(crate) period: Option<(Period, &'static str)>,
    /// How much the period tells of other days.
    pub(crate) trust: Trust,
    /// Full dates elsewhere in the Document, in order.
    pub(crate) others: Vec<jiff::civil::Date>,
}

/// How much a Document's period tells of the days in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It says what the Document covers: a full date far from it is history or plan.
    #[default]
    Covered,
    /// It is the day of a stamp: a full date may lie long before it, not after.
    Stamp,
    /// It is a day met in the text: others may lie on both sides.
    Met,
}

/// The day of an Item, and how it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dated {
    /// The day, and how sure it is.
    pub(crate) day: ItemDate,
    /// The words, and where the year came from.
    pub(crate) evidence: Option<String>,
}

/// What one Item names.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The day of the event.
    pub(crate) date: Dated,
    /// Places it is about.
    pub(crate) regions: Vec<String>,
    /// Bodies that issue what it reports.
    pub(crate) issuers: Vec<String>,
    /// Titles it cites.
    pub(crate) works: Vec<Work>,
    /// The words behind all that, when they were asked for.
    pub(crate) mentions: Vec<Mention>,
}

/// Where the rules note what they saw and why. A build asks for nothing of it, and pays nothing.
#[derive(Debug, Default)]
struct Notes {
    mentions: Option<Vec<Mention>>,
}

impl Notes {
    fn add(&mut self, mention: impl FnOnce() -> Mention) {
        if let Some(mentions) = &mut self.mentions {
            mentions.push(mention());
        }
    }
}

/// Reads one Item in traditional characters; titles are given as they are written.
pub(crate) fn read_traditional(
    item: &ItemText<'_>,
    clock: &Clock,
    lexicon: &Lexicon,
    explain: bool,
) -> Reading {
    let (headline, body) = (in_simplified(item.headline), in_simplified(item.body));
    let seen = ItemText {
        headline: &headline,
        body: &body,
        ..*item
    };
    let mut reading = read(&seen, clock, lexicon, explain);
    // Each character is as long as the one for which it stands.
    let written = |title: &str| {
        let texts = [(&*headline, item.headline), (&*body, item.body)];
        let place = texts.iter().find_map(|(seen, text)| {
            let at = seen.find(title)?;
            text.get(at..at + title.len())
        });
        Box::from(place.unwrap_or(title))
    };
    for work in &mut reading.works {
        work.title = written(&work.title);
        work.refers_to = work.refers_to.as_deref().map(written);
    }
    reading
}

/// Reads one Item; with `explain` the reading holds its Mentions.
pub(crate) fn read(
    item: &ItemText<'_>,
    clock: &Clock,
    lexicon: &Lexicon,
    explain: bool,
) -> Reading {
    let mut notes = Notes {
        mentions: explain.then(Vec::new),
    };
    let date = day::read(item, clock, &mut notes);
    let headline_hits = lexicon.find(item.headline);
    let body_hits = lexicon.find(item.body);
    let mut works = title::read(item, lexicon, &mut notes);
    let issuers = issuer::read(
        item,
        &headline_hits,
        &body_hits,
        lexicon,
        &mut works,
        &mut notes,
    );
    let regions = place::read(item, &headline_hits, &body_hits, lexicon, &mut notes);
    let mut mentions = notes.mentions.unwrap_or_default();
    mentions.sort_by_key(|mention| mention.line);
    Reading {
        date,
        regions,
        issuers,
        works,
        mentions,
    }
}

/// The day that the title of a Section is, for the Items below it that name none.
pub(crate) fn day_of(title: &str, clock: &Clock) -> Option<Dated> {
    day::of_title(title, clock)
}

/// The place that the title of a Section is, for the Items below it that name none.
pub(crate) fn place_of(title: &str, lexicon: &Lexicon) -> Option<String> {
    place::of_title(title, lexicon)
}

impl ItemText<'_> {
    /// 1-based line of a byte of the body.
    fn line(&self, at: usize) -> u32 {
        let index = self
            .lines
            .partition_point(|&(start, _)| start as usize <= at);
        self.lines
            .get(index.wrapping_sub(1))
            .map_or(self.headline_line, |&(_, line)| line)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::date;

    use super::*;
    use crate::document::WorkKind;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&[], &[]).0);

    /// Reads an Item of a digest that covers the second week of September 2020.
    fn reading(headline: &str, body: &str) -> Reading {
        let period = Period {
            start: date(2020, 9, 7),
            end: date(2020, 9, 13),
            label: "2020年9月第2周".to_owned(),
        };
        let clock = Clock {
            period: Some((period, "标题")),
            others: Vec::new(),
            trust: Trust::Covered,
        };
        let item = ItemText {
            headline,
            headline_line: 1,
            body,
            lines: &[(0, 3)],
        };
        read(&item, &clock, &LEXICON, false)
    }

    fn day(headline: &str, body: &str) -> String {
        let date = reading(headline, body).date.day;
        date.date.map_or_else(
            || format!("{:?}", date.status).to_lowercase(),
            |day| day.to_string(),
        )
    }

    fn places(headline: &str, body: &str) -> String {
        reading(headline, body).regions.join(" ")
    }

    fn policies(headline: &str, body: &str) -> String {
        let works = reading(headline, body).works;
        let shown = works
            .iter()
            .filter(|work| matches!(work.kind, WorkKind::Policy(_)))
            .map(|work| match &work.refers_to {
                Some(full) => format!("{}→{full}", work.title),
                None => work.title.to_string(),
            });
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn the_first_day_at_the_head_is_the_items_day() {
        for (body, expected) in [
            ("9月10日消息，某市开会。", "2020-09-10"),
            ("据悉，2020年9月8日，某市开会。", "2020-09-08"),
            ("9月10-12日，某市开会。", "2020-09-10"),
            ("７ 月 ８ 日，某市开会。", "2020-07-08"),
            ("近日，某市开会。会期为9月10日。", "2020-09-10"),
            ("9月，某市停牌；10月2日复牌。", "none"),
            (
                "时间：2020年9月10日\n摘要：9月8日，某院发布解释。",
                "2020-09-08",
            ),
            (
                "发布日期：2020年9月10日\n摘要：某院发布解释。",
                "2020-09-10",
            ),
            (
                "生效日期：2020年9月12日\n发布日期：2020年9月10日",
                "2020-09-10",
            ),
            ("某市开会，议题有二。一是水。二是电。9月10日闭会。", "none"),
        ] {
            assert_eq!(day("", body), expected, "{body}");
        }
    }

    #[test]
    fn traditional_characters_are_read_as_simplified_ones_and_titles_kept_as_written() {
        let item = ItemText {
            headline: "廣東發佈數據條例",
            headline_line: 1,
            body: "9月10日，廣東省公佈《廣東省數據條例》。",
            lines: &[],
        };
        let reading = read_traditional(&item, &Clock::default(), &LEXICON, false);
        assert_eq!(reading.regions, ["广东"]);
        assert_eq!(&*reading.works[0].title, "廣東省數據條例");
        assert!(matches!(
            reading.works[0].kind,
            crate::document::WorkKind::Policy(_)
        ));
    }

    #[test]
    fn a_day_between_brackets_at_either_end_of_a_headline_is_the_items_day() {
        for (headline, expected) in [
            ("[09-08] 某市开会", "2020-09-08"),
            ("某市开会（9.8）", "2020-09-08"),
            ("某市开会（9/8）", "2020-09-08"),
            ("某队胜出（3-1）", "none"),
            ("某指数（4.20）上扬", "none"),
            ("[13-45] 某市开会", "none"),
        ] {
            assert_eq!(day(headline, "会议议定三件事。"), expected, "{headline}");
        }
    }

    #[test]
    fn deadlines_effective_days_and_comparisons_are_not_the_items_day() {
        for (body, expected) in [
            ("申报截止时间为9月11日。", "none"),
            ("办法自2020年9月1日起施行。", "none"),
            ("征求意见至9月12日。", "none"),
            ("截至9月9日，全市有三家。", "none"),
            ("反馈意见请于9月12日前送达。", "none"),
            ("较2020年9月1日增长一成。", "none"),
            ("《关于2020年9月10日会议的通知》已经印发。", "none"),
            ("详见 https://example.org/2020-09-10/a。", "none"),
            ("9月10日前后，各地陆续开会。", "2020-09-10"),
        ] {
            assert_eq!(day("", body), expected, "{body}");
        }
    }

    #[test]
    fn a_day_far_from_the_period_is_history_or_plan() {
        assert_eq!(day("", "2012年9月10日，该中心成立。"), "none");
        assert_eq!(day("", "2021年3月1日，新规将至。"), "none");
        assert_eq!(day("", "12月1日，展会开幕。"), "none");
    }

    #[test]
    fn words_of_time_without_a_day_give_no_date() {
        assert_eq!(day("", "近日，某市开会。"), "relative");
        assert_eq!(day("", "某市昨日开会。"), "relative");
        assert_eq!(day("", "到2030年，建成三个中心。"), "none");
        assert_eq!(day("", "2020年9月，某市开会。"), "none");
    }

    #[test]
    fn the_headline_places_the_item_and_the_first_sentence_where_it_does_not() {
        for (headline, body, expected) in [
            ("成都印发条例", "北京、上海的专家到会。", "四川/成都"),
            (
                "首部条例印发",
                "9月10日，成都市人民政府印发条例。北京的专家到会。",
                "四川/成都",
            ),
            ("湘南湘西推进园区建设", "园区将招商。", "湖南"),
            ("京津冀共建数据港", "", "北京 天津 河北"),
            ("深圳市南山区启用平台", "", "广东/深圳/南山"),
            ("印度泰米尔纳德邦公布计划", "", "印度/泰米尔纳德邦"),
            ("四川发布办法，成都先行", "", "四川/成都"),
            (
                "外汇试点落地",
                "近日，农业银行大同分行办理首笔业务。",
                "山西/大同",
            ),
            (
                "山西试点落地",
                "大同分行办理首笔业务。大同市还将扩大试点。",
                "山西/大同",
            ),
        ] {
            assert_eq!(places(headline, body), expected, "{headline} / {body}");
        }
    }

    #[test]
    fn a_place_inside_another_name_places_nothing() {
        for body in [
            "近日，成都海山大学教授谈税制。",
            "9月13日，深圳海山集团首席顾问发言。",
            "据北京海山日报消息，新规已出。",
            "该公司总部搬迁，天下大同。",
            "福建云山科技有限公司发布产品。",
            "全国多地跟进，中国市场扩大。",
        ] {
            assert_eq!(places("某专家发言", body), "", "{body}");
        }
    }

    #[test]
    fn a_firm_that_is_told_by_its_shares_places_nothing() {
        for (headline, body, expected) in [
            ("四川云峰公布新品", "四川云峰股价当日涨停。", ""),
            ("贵州海棠任命负责人", "贵州海棠董事长表示看好。", ""),
            ("贵州海棠发布三季度业绩", "", ""),
            ("四川云峰推出新款电视", "", ""),
            ("四川云峰中标三省集采项目", "", ""),
            ("山东海棠收购境外矿山", "", ""),
            ("广东云峰（600000）公告重组", "", ""),
            ("山东小麦收购破千万吨", "", "山东"),
            ("四川高校中标国家专项", "", "四川"),
            ("河南药品中标价下降", "", "河南"),
            ("湖北考生（12人）被录取", "", "湖北"),
            ("四川公布新政", "四川云峰股价当日涨停。", "四川"),
            ("广东发布新品首发政策", "", "广东"),
            ("重庆统计局发布一季度业绩", "", "重庆"),
            ("广东两家子公司成立", "", "广东"),
            ("山东国企净利润增长", "", "山东"),
        ] {
            assert_eq!(places(headline, body), expected, "{headline}");
        }
    }

    #[test]
    fn a_place_with_the_name_of_a_sea_is_not_meant_beside_a_country_at_it() {
        for (headline, body, expected) in [
            ("荷兰批准北海制氢平台", "", "荷兰"),
            ("北海风电场获批", "英国能源部门6月3日公布名单。", "英国"),
            ("北海整治养殖浮筏", "", "广西/北海"),
            ("北海对越南开通航线", "", "广西/北海 越南"),
            ("广西北海赴德国招商", "", "广西/北海 德国"),
        ] {
            assert_eq!(places(headline, body), expected, "{headline}");
        }
    }

    #[test]
    fn what_is_done_to_banks_places_where_their_names_do_not() {
        for (headline, expected) in [
            ("瑞士海山银行被收购", ""),
            ("瑞士敦促银行披露风险", "瑞士"),
            ("瑞士第二大银行裁员", "瑞士"),
            ("美国中小银行股价大跌", "美国"),
            ("上海虚拟银行首次盈利", "上海"),
        ] {
            assert_eq!(places(headline, ""), expected, "{headline}");
        }
    }

    #[test]
    fn a_line_of_rails_or_road_is_about_all_places_of_its_name() {
        for (headline, expected) in [
            ("沪苏湖铁路全线贯通", "上海 江苏/苏州 浙江/湖州"),
            ("京雄商高铁开工", "北京 河北/雄安 河南/商丘"),
            ("京雄高速河北段主体完工", "河北"),
            ("沪苏两地互认证照", "上海 江苏"),
        ] {
            assert_eq!(places(headline, ""), expected, "{headline}");
        }
    }

    #[test]
    fn fields_at_the_head_of_a_body_are_not_its_first_sentence() {
        let body = "时间：2019年8月\n来源：某报\n（2019-08-06）\n【摘要】\n警方在浙江抓获七人。广东的同伙在逃。";
        assert_eq!(places("单据信息被贩卖", body), "浙江");
    }

    #[test]
    fn titles_are_policies_by_their_last_words_or_by_the_words_before() {
        for (body, expected) in [
            ("印发《数据管理办法（试行）》。", "数据管理办法（试行）"),
            (
                "国家标准《信息技术 词汇 总则》征求意见会召开。",
                "信息技术 词汇 总则",
            ),
            ("提交《数字经济研究报告》。", ""),
            ("发文《税制的变局》。", ""),
            (
                "《关于印发《数据办法》的通知》已下发。",
                "关于印发《数据办法》的通知",
            ),
            ("《《数据办法》公布。", "数据办法"),
            (
                "《棉花检验》《丝绸检验》等五项国家标准废止。",
                "棉花检验; 丝绸检验",
            ),
            ("《山居》《水上》等三部专著出版。", ""),
            ("《数据办法没有收尾。", ""),
        ] {
            assert_eq!(policies("", body), expected, "{body}");
        }
    }

    #[test]
    fn short_forms_refer_back_to_the_full_title() {
        for (headline, body, expected) in [
            (
                "",
                "发布《江市数据行动方案（2020—2022年）》。《方案》提出三项任务。",
                "江市数据行动方案（2020—2022年）; 方案→江市数据行动方案（2020—2022年）",
            ),
            (
                "",
                "出台《关于司法服务的意见》（以下简称《服务意见》）。《服务意见》提出。",
                "关于司法服务的意见; 服务意见→关于司法服务的意见",
            ),
            (
                "印发《跨境电商若干措施》",
                "印发《江市推动跨境电商高质量发展若干措施》。",
                "跨境电商若干措施→江市推动跨境电商高质量发展若干措施; 江市推动跨境电商高质量发展若干措施",
            ),
            ("", "《方案》提出三项任务。", ""),
            (
                "",
                "印发《数据条例》和《电子证照办法》。",
                "数据条例; 电子证照办法",
            ),
        ] {
            assert_eq!(policies(headline, body), expected, "{body}");
        }
    }

    #[test]
    fn numbers_and_status_of_a_policy_are_read_beside_it() {
        let works = reading("", "国务院印发《数据纲要》（国发〔2020〕10号）。").works;
        assert_eq!(works[0].number.as_deref(), Some("国发〔2020〕10号"));
        assert_eq!(works[0].status.as_deref(), Some("印发"));
        let works = reading("", "《数据办法》公开征求意见。").works;
        assert_eq!(works[0].status.as_deref(), Some("公开征求意见"));
    }

    #[test]
    fn issuers_stand_before_a_verb_of_issuing_or_in_the_title() {
        for (body, expected) in [
            ("国务院印发《数据纲要》。", "国务院"),
            (
                "近日，工信部、财政部联合印发《数据办法》。",
                "工业和信息化部 财政部",
            ),
            (
                "湖南省委办公厅、湖南省人民政府办公厅印发《实施意见》。",
                "中共湖南省委办公厅 湖南省人民政府办公厅",
            ),
            (
                "发布的《中共云南省委 云南省人民政府关于产业体系的决定》。",
                "中共云南省委员会 云南省人民政府",
            ),
            ("工信部负责人出席会议。", ""),
            ("江西省人民政府与三家企业签约。", ""),
        ] {
            assert_eq!(reading("", body).issuers.join(" "), expected, "{body}");
        }
    }
}
