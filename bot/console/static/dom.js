// Small tools for building the page. Text always goes in as text.

import { world } from "./world.js";

export const $ = (id) => document.getElementById(id);

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const LINK = /https?:\/\/[^\s<>"'，。；！？、）】》]+/g;

// The text with its web addresses as links.
export function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index));
    parts.push(el("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

const HUES = [205, 28, 160, 265, 340, 130, 230, 12, 185, 300];

// Everybody gets the next colour, in order of arrival.
export const hueOf = (id) => HUES[Math.max(0, [...world.people.keys()].indexOf(id)) % HUES.length];

export function avatar(id, name, isBot = false) {
  const box = el("span", { class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true" });
  if (isBot) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", "M6 5h12a2.5 2.5 0 0 1 2.5 2.5v6A2.5 2.5 0 0 1 18 16h-6l-4 3.4V16H6a2.5 2.5 0 0 1-2.5-2.5v-6A2.5 2.5 0 0 1 6 5zm2.6 4.2a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm6.8 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z");
    svg.append(path);
    box.append(svg);
    return box;
  }
  box.style.setProperty("--hue", hueOf(id));
  box.append([...name].slice(-2).join(""));
  return box;
}

export function groupAvatar(members, bot) {
  const box = el("span", { class: "avatar group", "aria-hidden": "true" });
  for (const one of members.slice(0, 3)) {
    const face = el("i", {}, [...one.name].at(-1) ?? "");
    face.style.setProperty("--hue", hueOf(one.id));
    box.append(face);
  }
  box.append(el("i", { class: "bot" }, [...bot.name].at(0) ?? ""));
  return box;
}

let hiding = 0;

export function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 4000);
}
