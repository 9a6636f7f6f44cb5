// The server's few addresses. A failed request throws an Error whose message is a Chinese sentence.

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "omit", ...options });
  } catch {
    throw new Error("连不上助手，请看看它是否还在运行");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `出错了（${answer.status}）`);
  return body;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

export const MAX_FILE = 20 * 1024 * 1024;
export const getState = () => ask("/api/state");
export const getMessages = async (chat) => (await ask(`/api/chats/${encodeURIComponent(chat)}/messages`)).messages;
export const openRoom = (name, members) => post("/api/rooms", { name, members });
export const letIn = (name, hint, rooms) => post("/api/people", { name, hint, rooms });
export const say = (as, chat, text, mentions) => post("/api/messages", { as, chat, text, mentions });

export function sayFile(as, chat, file) {
  if (file.size > MAX_FILE) throw new Error("文件太大：最多 20 MB");
  if (!file.size) throw new Error("文件是空的");
  const form = new FormData();
  form.append("as", as);
  form.append("chat", chat);
  form.append("file", file, file.name || "图片.png");
  return ask("/api/messages", { method: "POST", body: form });
}

// Calls onMessage for every message after `last`, for ever; onState(true|false) tells whether the line is up.
export function listen(last, onMessage, onState) {
  let newest = last;
  const source = new EventSource(`/events?after=${last}`);
  source.onopen = () => onState(true);
  source.onmessage = (event) => {
    const message = JSON.parse(event.data);
    newest = Math.max(newest, message.seq);
    onMessage(message);
  };
  source.onerror = () => {
    onState(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(newest, onMessage, onState), 2000);
  };
}
