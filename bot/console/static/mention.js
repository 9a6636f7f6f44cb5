// The list that opens on "@": the bot and the people of the group.

import { $, avatar, el } from "./dom.js";
import { atNames, isPrivate, membersOf, world } from "./world.js";

const box = $("mention");
const text = $("text");
const chosen = new Map(); // name -> id, picked since the text was last empty
let options = [];
let active = 0;

const everybody = () => [{ id: world.bot.id, name: world.bot.name, hint: "群助手", isBot: true }, ...membersOf(world.chat).filter((one) => one.id !== world.as)];

// The "@…" being typed before the cursor, or null.
function typed() {
  const found = /(?:^|[^\w])[@＠]([^\s@＠]{0,12})$/.exec(text.value.slice(0, text.selectionStart));
  return found ? found[1] : null;
}

export function refresh() {
  const part = isPrivate(world.chat) || !world.chat ? null : typed();
  options = part === null ? [] : everybody().filter((one) => one.name.includes(part) && one.name !== part);
  active = 0;
  box.hidden = !options.length;
  text.setAttribute("aria-expanded", String(!box.hidden));
  draw();
}

function draw() {
  box.replaceChildren(...options.map((one, index) =>
    el("div", { role: "option", id: `mention-${index}`, "aria-label": one.name, "aria-selected": String(index === active), onmousedown: (event) => { event.preventDefault(); pick(one); } },
      avatar(one.id, one.name, one.isBot), el("span", {}, one.name), el("small", {}, one.hint))));
  if (options.length) text.setAttribute("aria-activedescendant", `mention-${active}`);
  else text.removeAttribute("aria-activedescendant");
  box.children[active]?.scrollIntoView({ block: "nearest" });
}

export function close() {
  options = [];
  box.hidden = true;
  draw();
}

function insert(start, name, id) {
  const end = text.selectionStart;
  text.setRangeText(`@${name} `, start, end, "end");
  chosen.set(name, id);
  close();
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function pick(one) {
  insert(text.selectionStart - (typed() ?? "").length - 1, one.name, one.id);
}

// Puts "@name " where the cursor is.
export function mention(id, name) {
  if (!isPrivate(world.chat) && id !== world.as) insert(text.selectionStart, name, id);
}

// Takes the keys that belong to the open list; true when it did.
export function key(event) {
  if (box.hidden) return false;
  if (event.key === "Escape") close();
  else if (event.key === "Enter" || event.key === "Tab") pick(options[active]);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    active = (active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
    draw();
  } else return false;
  event.preventDefault();
  return true;
}

// The ids behind the @s of a text: those picked, and names that only one person of the group has.
export function mentionedIn(said) {
  if (isPrivate(world.chat)) return [];
  const people = everybody();
  const unique = people.filter((one) => people.filter((other) => other.name === one.name).length === 1);
  const names = new Map([...unique.map((one) => [one.name, one.id]), ...chosen]);
  const written = atNames(said, people.map((one) => one.name));
  return [...new Set([...names].filter(([name]) => written.has(name)).map(([, id]) => id))];
}

export const forget = () => chosen.clear();

document.addEventListener("click", (event) => { if (!box.contains(event.target) && event.target !== text) close(); });
