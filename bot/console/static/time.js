// Times as the groups show them, always on Beijing time.

const ZONE = "Asia/Shanghai";
const DAY = 24 * 60 * 60 * 1000;
const parts = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function split(date) {
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]));
}

const dayNumber = (date) => Math.floor((date.getTime() + 8 * 60 * 60 * 1000) / DAY);

function dayName(date, now, at) {
  const ago = dayNumber(now) - dayNumber(date);
  if (ago === 0) return "";
  if (ago === 1) return "昨天";
  if (ago > 1 && ago < 7) return at.weekday;
  const monthDay = `${at.month}月${at.day}日`;
  return at.year === split(now).year ? monthDay : `${at.year}年${monthDay}`;
}

export const GAP = 5 * 60 * 1000;

// "14:05", "昨天 14:05", "星期三 14:05", "4月1日 08:30".
export function fullTime(iso, now = new Date()) {
  const date = new Date(iso);
  const at = split(date);
  return `${dayName(date, now, at)} ${at.hour}:${at.minute}`.trim();
}

// For the list: the hour today, else the day.
export function shortTime(iso, now = new Date()) {
  const date = new Date(iso);
  const at = split(date);
  return dayName(date, now, at) || `${at.hour}:${at.minute}`;
}
