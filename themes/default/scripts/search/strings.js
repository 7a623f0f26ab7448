// What the search page says, in the language of the page.

/** A number as readers expect it: 15,000. */
const written = (n) => n.toLocaleString("en");

const CHINESE = {
  found: (n) => `找到 ${written(n)} 条`,
  about: (n) => `约 ${written(n)} 条`,
  none: "没有找到。",
  gap: "",
  loading: "正在查找…",
  tooLong: "查询太长了，请缩短到 512 个字以内。",
  broken: "检索数据暂时读不到，可能网站刚刚更新过。请刷新页面再试。",
  asDate: (value) => `只看日期 ${value}`,
  asFilter: (value) => `按“${value}”筛选`,
  without: (part, n) => `去掉“${part}”（${written(n)}）`,
  instead: (part, n) => `改查“${part}”（${written(n)}）`,
  noPart: (part) => `没有条目含“${part}”。`,
  partial: (query) => `部分相符，含“${query}”的条目：`,
};

const ENGLISH = {
  found: (n) => `${written(n)} found`,
  about: (n) => `about ${written(n)}`,
  none: "Nothing found.",
  gap: " ",
  loading: "Searching…",
  tooLong: "The query is too long; please keep to 512 characters.",
  broken: "The search data cannot be read just now; the site may have been updated. Please reload.",
  asDate: (value) => `Only the date ${value}`,
  asFilter: (value) => `Filter by “${value}”`,
  without: (part, n) => `Without “${part}” (${written(n)})`,
  instead: (part, n) => `“${part}” instead (${written(n)})`,
  noPart: (part) => `No item has “${part}”.`,
  partial: (query) => `Partial matches, with “${query}”:`,
};

/** @param {string} lang BCP 47 */
export const stringsFor = (lang) => (lang.startsWith("zh") ? CHINESE : ENGLISH);
