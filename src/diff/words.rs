//! The words of a summary, in the languages that the interface has.

/// Words of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) title: &'static str,
    pub(super) nothing: &'static str,
    pub(super) posts: &'static str,
    pub(super) items: &'static str,
    pub(super) policies: &'static str,
    pub(super) tags: &'static str,
    pub(super) added: &'static str,
    pub(super) changed: &'static str,
    pub(super) removed: &'static str,
    pub(super) moved: &'static str,
    pub(super) no_redirect: &'static str,
    pub(super) lost: &'static str,
    pub(super) lost_hint: &'static str,
    pub(super) lost_lists: &'static str,
    pub(super) new_problems: &'static str,
    pub(super) gone_problems: &'static str,
    pub(super) unknown_problems: &'static str,
    pub(super) everything: &'static str,
    more: &'static str,
    /// Names of what changes, beside the English ones of the data.
    names: &'static [(&'static str, &'static str)],
}

impl Words {
    pub(super) fn of(language: &str) -> &'static Self {
        if language.starts_with("zh") {
            &CHINESE
        } else {
            &ENGLISH
        }
    }

    pub(super) fn more(&self, n: usize) -> String {
        self.more.replace("{}", &n.to_string())
    }

    pub(super) fn name(&self, what: &'static str) -> &'static str {
        let found = self.names.iter().find(|(name, _)| *name == what);
        found.map_or(what, |(_, name)| *name)
    }
}

static ENGLISH: Words = Words {
    lang: "en",
    title: "What changes for readers",
    nothing: "Readers see no change.",
    posts: "Posts",
    items: "Items",
    policies: "Policies",
    tags: "Tags",
    added: "new",
    changed: "changed",
    removed: "gone",
    moved: "Moved pages",
    no_redirect: "the old address leads nowhere",
    lost: "Addresses that lead nowhere any more",
    lost_hint: "Write them under `aliases` of the post that takes their place.",
    lost_lists: "Lists that are gone",
    new_problems: "New warnings",
    gone_problems: "Warnings that are gone",
    unknown_problems: "Warnings were not compared: the earlier output holds none.",
    everything: "Every post is gone.",
    more: "and {} more",
    names: &[],
};

static CHINESE: Words = Words {
    lang: "zh-CN",
    title: "对读者的影响",
    nothing: "读者看不到变化。",
    posts: "文章",
    items: "条目",
    policies: "政策",
    tags: "标签",
    added: "新增",
    changed: "有改动",
    removed: "消失",
    moved: "换了地址的页面",
    no_redirect: "旧地址失效",
    lost: "失效的地址",
    lost_hint: "请写进接替它的文章的 `aliases`。",
    lost_lists: "消失的列表页",
    new_problems: "新出现的警告",
    gone_problems: "已消除的警告",
    unknown_problems: "未比较警告：先前的站点没有留下警告。",
    everything: "所有文章都消失了。",
    more: "另有 {} 处",
    names: &[
        ("file", "文件名"),
        ("title", "题目"),
        ("period", "时段"),
        ("published", "发布日期"),
        ("archived", "归档日期"),
        ("source", "来源"),
        ("lang", "语言"),
        ("tags", "标签"),
        ("categories", "分类"),
        ("digest", "是否拆分"),
        ("items", "条目"),
        ("headline", "标题"),
        ("text", "正文"),
        ("date", "日期"),
        ("section", "栏目"),
        ("regions", "地区"),
        ("issuers", "发文机关"),
        ("policies", "政策"),
        ("links", "链接"),
        ("kind", "种类"),
        ("aliases", "别名"),
        ("number", "文号"),
        ("status", "状态"),
    ],
};
