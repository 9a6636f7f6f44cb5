// What the page knows: people, groups, messages, who speaks, which chat is open, what is unread.

const PRIVATE = "private:";
const MEMORY = "jinguo-chat";

export const world = { bot: { id: "bot", name: "助手" }, people: new Map(), rooms: new Map(), newest: new Map(), messages: new Map(), read: {}, fresh: {}, as: "", chat: "" };

export const privateChat = (person) => PRIVATE + person;
export const isPrivate = (chat) => chat.startsWith(PRIVATE);
export const ownerOf = (chat) => chat.slice(PRIVATE.length);
export const person = (id) => world.people.get(id);
export const membersOf = (chat) => (isPrivate(chat) ? [ownerOf(chat)] : world.rooms.get(chat)?.members ?? []).map(person).filter(Boolean);
export const isMember = (chat, id) => membersOf(chat).some((one) => one.id === id);
export const known = (chat) => world.rooms.has(chat) || (isPrivate(chat) && world.people.has(ownerOf(chat)));

export function titleOf(chat) {
  if (!isPrivate(chat)) return world.rooms.get(chat)?.name ?? "";
  return ownerOf(chat) === world.as ? `与${world.bot.name}私聊` : `${person(ownerOf(chat))?.name ?? ""}与${world.bot.name}的私聊`;
}

// The names that stand after an @ in the text: at each @ the longest that fits (@王芳华 is not @王芳).
export function atNames(text, names) {
  const longest = [...names].sort((one, other) => other.length - one.length);
  const parts = text.replaceAll("＠", "@").split("@").slice(1);
  return new Set(parts.map((part) => longest.find((name) => part.startsWith(name))).filter(Boolean));
}

export function learn(state) {
  world.bot = state.bot;
  world.people = new Map(state.people.map((one) => [one.id, one]));
  world.rooms = new Map(state.rooms.map((one) => [one.id, one]));
  for (const [chat, message] of Object.entries(state.newest)) {
    if (message.seq > (world.newest.get(chat)?.seq ?? 0)) world.newest.set(chat, message);
  }
}

// Adds a message where its number says; false when it was there already.
export function add(message) {
  if (message.seq > (world.newest.get(message.chat)?.seq ?? 0)) world.newest.set(message.chat, message);
  const messages = world.messages.get(message.chat);
  if (!messages) {
    if (message.kind !== "notice") world.fresh[message.chat] = (world.fresh[message.chat] ?? 0) + 1;
    return true;
  }
  let at = messages.length;
  while (at && messages[at - 1].seq > message.seq) at -= 1;
  if (at && messages[at - 1].seq === message.seq) return false;
  messages.splice(at, 0, message);
  return true;
}

export function fill(chat, messages) {
  const later = world.messages.get(chat) ?? [];
  world.messages.set(chat, messages);
  later.forEach(add);
}

// Groups first, then the speaker's private chat, then other people's private chats that hold something unread.
export function chatsShown() {
  const others = [...world.people.keys()].filter((id) => id !== world.as && isUnread(privateChat(id))).map(privateChat);
  return [...world.rooms.keys(), ...(world.as ? [privateChat(world.as)] : []), ...others];
}

const newestSeq = (chat) => world.newest.get(chat)?.seq ?? 0;
export const isUnread = (chat) => chat !== world.chat && newestSeq(chat) > (world.read[chat] ?? 0);
const unreadIn = (chat, messages) => messages.filter((one) => one.seq > (world.read[chat] ?? 0) && one.kind !== "notice").length;

// How many; 0 when there is something but the page has not seen how much.
export const unreadCount = (chat) => (world.messages.has(chat) ? unreadIn(chat, world.messages.get(chat)) : world.fresh[chat] ?? 0);

export function markRead(chat) {
  world.read[chat] = newestSeq(chat);
  delete world.fresh[chat];
  remember();
}

export function recall() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(MEMORY) ?? "{}");
  } catch {
    kept = {};
  }
  world.as = world.people.has(kept.as) ? kept.as : [...world.people.keys()][0] ?? "";
  world.read = kept.read ?? Object.fromEntries([...world.newest].map(([chat, message]) => [chat, message.seq]));
  for (const chat of Object.keys(world.read)) world.read[chat] = Math.min(world.read[chat], newestSeq(chat));
}

export function remember() {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ as: world.as, read: world.read }));
  } catch {
    // A browser that keeps nothing only forgets what was read.
  }
}
