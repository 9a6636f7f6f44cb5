// The conversation: bubbles, notices, times, pictures, file cards.

import { $, avatar, el, withLinks } from "./dom.js";
import { GAP, fullTime } from "./time.js";
import { atNames, isPrivate, person, world } from "./world.js";

const KINDS = [
  [/^(xlsx?|csv|et)$/, "sheet-file"],
  [/^(docx?|wps|txt|md)$/, "doc-file"],
  [/^pdf$/, "pdf-file"],
  [/^(mp4|mov|m4v|avi)$/, "film-file"],
];

const log = $("log");
const inner = log.firstElementChild;
let onFace = () => {};
export const whenFaceClicked = (handler) => { onFace = handler; };

export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// The @s that the text itself does not show go before it.
export function shownText(message) {
  const names = message.mention.map((id) => (id === world.bot.id ? world.bot.name : person(id)?.name)).filter(Boolean);
  const written = atNames(message.text, [...names, ...[...world.people.values()].map((one) => one.name)]);
  const missing = names.filter((name) => !written.has(name)).map((name) => `@${name} `);
  return message.kind === "text" ? missing.join("") + message.text : message.text;
}

function picture(message) {
  const address = `/media/${encodeURIComponent(message.file)}`;
  const image = el("img", { src: address, alt: `图片：${message.name}` });
  return el("button", { type: "button", class: "picture", "aria-label": `放大图片 ${message.name}`, onclick: () => enlarge(address, message.name) }, image);
}

function enlarge(address, name) {
  const image = $("lightbox").querySelector("img");
  image.src = address;
  image.alt = name;
  $("lightbox").showModal();
}

function fileCard(message) {
  const type = message.name.includes(".") ? message.name.split(".").pop().toLowerCase() : "";
  const colour = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "";
  const address = `/media/${encodeURIComponent(message.file)}?name=${encodeURIComponent(message.name)}`;
  return el("a", { class: "card", href: address, download: message.name, "aria-label": `下载文件 ${message.name}` },
    el("b", {}, message.name), el("small", {}, sizeText(message.size)),
    el("span", { class: `type ${colour}`, "aria-hidden": "true" }, type.slice(0, 4) || "文件"));
}

function film(message) {
  const address = `/media/${encodeURIComponent(message.file)}`;
  return el("video", { class: "film", src: address, controls: true, preload: "metadata", playsinline: true, "aria-label": `视频 ${message.name}` });
}

// A card that leads out of the chat. Only web addresses are followed.
function linkCard(message) {
  const thumbnail = message.file ? el("img", { src: `/media/${encodeURIComponent(message.file)}`, alt: "" }) : el("span", { class: "no-thumb", "aria-hidden": "true" });
  const safe = /^https?:\/\//i.test(message.url) ? message.url : undefined;
  return el("a", { class: "link-card", href: safe, target: "_blank", rel: "noopener noreferrer", "aria-label": `打开链接 ${message.name}` },
    el("b", {}, message.name), el("span", { class: "about" }, message.text), thumbnail,
    el("small", {}, safe ? new URL(safe).host : message.url));
}

const QUOTED = { image: "图片", video: "视频", link: "链接" };

// What is answered, over the first message of the answer.
function quote(message, before) {
  if (before?.replyTo === message.replyTo && before.sender === message.sender) return null;
  const asked = message.replyTo && (world.messages.get(message.chat) ?? []).find((one) => one.id === message.replyTo);
  if (!asked) return null;
  const what = asked.kind === "text" ? asked.text : `[${QUOTED[asked.kind] ?? "文件"}] ${asked.name}`;
  return el("div", { class: "quote" }, `${asked.senderName}：${what.slice(0, 200)}`);
}

function body(message) {
  const bubble = (text, extra = "") => el("div", { class: `bubble${extra}` }, el("span", {}, ...withLinks(text)));
  if (message.kind === "link") return [linkCard(message)];
  const caption = message.text && message.kind !== "text" ? bubble(shownText(message), " caption") : null;
  if (message.kind === "image") return [picture(message), caption];
  if (message.kind === "video") return [film(message), caption];
  if (message.kind === "file") return [fileCard(message), caption];
  return [bubble(shownText(message))];
}

function row(message, before) {
  const mine = message.sender === world.as;
  const isBot = message.sender === world.bot.id;
  const face = avatar(message.sender, message.senderName, isBot);
  face.addEventListener("click", () => onFace(message.sender, message.senderName));
  const hidden = mine || isPrivate(message.chat);
  return el("article", { class: `row${mine ? " mine" : ""}`, "data-seq": message.seq, "data-id": message.id, "data-sender": message.sender, "data-kind": message.kind },
    face,
    el("div", { class: "said" }, el("div", { class: hidden ? "who hidden-text" : "who" }, message.senderName), ...body(message), quote(message, before)));
}

function pieces(message, before) {
  const made = [];
  if (!before || Math.abs(new Date(message.at) - new Date(before.at)) > GAP) {
    made.push(el("p", { class: "when" }, el("time", { datetime: message.at }, fullTime(message.at))));
  }
  made.push(message.kind === "notice" ? el("p", { class: "notice", "data-seq": message.seq }, message.text) : row(message, before));
  return made;
}

let following = true;

export function toEnd() {
  following = true;
  log.scrollTop = log.scrollHeight;
  $("to-end").hidden = true;
}

export function draw() {
  const messages = world.messages.get(world.chat) ?? [];
  const made = messages.flatMap((message, index) => pieces(message, messages[index - 1]));
  if (!messages.length) made.push(el("p", { class: "hello" }, isPrivate(world.chat) ? `和${world.bot.name}说点什么，比如“帮助”` : "还没有人说话"));
  inner.replaceChildren(...made);
  log.dataset.chat = world.chat;
  toEnd();
}

// Shows a message that `add` has just put at the end; anything else is drawn afresh.
export function append(message) {
  const messages = world.messages.get(message.chat);
  if (messages.at(-1) !== message || messages.length === 1) return draw();
  inner.append(...pieces(message, messages.at(-2)));
  if (following || message.sender === world.as) toEnd();
  else $("to-end").hidden = false;
}

// Only a reader's own scrolling up stops the following; pictures and fonts that arrive late do not.
let lastTop = 0;
log.addEventListener("scroll", () => {
  if (log.scrollHeight - log.scrollTop - log.clientHeight < 80) {
    following = true;
    $("to-end").hidden = true;
  } else if (log.scrollTop < lastTop) following = false;
  lastTop = log.scrollTop;
});
const growth = new ResizeObserver(() => { if (following) toEnd(); });
growth.observe(log);
growth.observe(inner);
$("to-end").addEventListener("click", toEnd);
$("lightbox").addEventListener("click", () => $("lightbox").close());
