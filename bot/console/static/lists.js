// The chat list and the two pickers.

import { $, avatar, el, groupAvatar } from "./dom.js";
import { shortTime } from "./time.js";
import { isMember, isPrivate, isUnread, membersOf, titleOf, unreadCount, world, chatsShown } from "./world.js";

let onChat = () => {};
let onPerson = () => {};

function preview(message) {
  if (message.kind === "notice") return message.text;
  const what = { image: "[图片]", video: "[视频]", file: `[文件] ${message.name}`, link: `[链接] ${message.name}` }[message.kind] ?? message.text.replaceAll("\n", " ").slice(0, 60);
  return isPrivate(message.chat) || message.sender === world.as ? what : `${message.senderName}：${what}`;
}

function entry(chat) {
  const message = world.newest.get(chat);
  const face = el("span", { class: "face" }, isPrivate(chat) ? avatar(world.bot.id, world.bot.name, true) : groupAvatar(membersOf(chat), world.bot));
  const id = `unread-${chat}`;
  if (isUnread(chat)) face.append(el("span", { class: "badge", id, "aria-label": "有未读消息" }, String(unreadCount(chat) || "•")));
  return el("button", { type: "button", class: "entry", "data-chat": chat, "aria-label": titleOf(chat), "aria-describedby": isUnread(chat) && id, "aria-current": chat === world.chat && "true", onclick: () => onChat(chat) },
    face, el("span", { class: "name" }, titleOf(chat)), el("span", { class: "time" }, message ? shortTime(message.at) : ""),
    el("span", { class: "line" }, message ? preview(message) : isPrivate(chat) ? "不方便在群里说的，单独跟它说" : ""));
}

function option(value, label, selected) {
  const made = el("option", { value }, label);
  made.selected = selected;
  return made;
}

function personOption(one) {
  return option(one.id, one.hint ? `${one.name}（${one.hint}）` : one.name, one.id === world.as);
}

function drawPeople() {
  const people = [...world.people.values()];
  const inside = people.filter((one) => world.chat && !isPrivate(world.chat) && isMember(world.chat, one.id));
  const outside = people.filter((one) => !inside.includes(one));
  const grouped = inside.length && outside.length;
  $("person").replaceChildren(...(grouped
    ? [el("optgroup", { label: "本群成员" }, ...inside.map(personOption)), el("optgroup", { label: "不在本群" }, ...outside.map(personOption))]
    : people.map(personOption)));
}

function drawChats() {
  const chats = chatsShown();
  if (world.chat && !chats.includes(world.chat)) chats.push(world.chat);
  $("chats").replaceChildren(...chats.map(entry));
  $("chat-select").replaceChildren(...(world.chat ? [] : [option("", "选一个群聊", true)]), ...chats.map((chat) => option(chat, titleOf(chat), chat === world.chat)));
}

export function drawLists() {
  const focused = document.activeElement?.dataset?.chat;
  drawChats();
  drawPeople();
  if (focused) [...$("chats").children].find((one) => one.dataset.chat === focused)?.focus();
}

export function drawTitle() {
  const group = world.chat && !isPrivate(world.chat);
  $("title").textContent = group ? `${titleOf(world.chat)}（${membersOf(world.chat).length + 1}）` : world.chat ? titleOf(world.chat) : "选一个群聊";
  $("show-members").hidden = !group;
  document.title = world.chat ? `${titleOf(world.chat)} · 巾帼群助手` : "巾帼群助手 · 本机演示";
}

export function drawMembers() {
  const faces = [{ id: world.bot.id, name: world.bot.name, hint: "群助手" }, ...membersOf(world.chat)];
  $("members-dialog").querySelector(".faces").replaceChildren(...faces.map((one) =>
    el("div", {}, avatar(one.id, one.name, one.id === world.bot.id), el("span", {}, one.name, el("small", {}, one.hint)))));
}

export function begin(chat, speaker) {
  onChat = chat;
  onPerson = speaker;
  $("person").addEventListener("change", (event) => onPerson(event.target.value));
  $("chat-select").addEventListener("change", (event) => onChat(event.target.value));
}

