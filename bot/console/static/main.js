// Puts the page together: what is open, who speaks, and what happens when a message comes.

import { getMessages, getState, listen } from "./api.js";
import * as composer from "./composer.js";
import * as dialogs from "./dialogs.js";
import { $, toast } from "./dom.js";
import * as lists from "./lists.js";
import * as log from "./log.js";
import { mention } from "./mention.js";
import { add, fill, isMember, isPrivate, known, learn, markRead, ownerOf, privateChat, recall, remember, world } from "./world.js";

const phone = matchMedia("(max-width: 600px)");

function redraw() {
  $("app").dataset.screen = world.chat ? "chat" : "list";
  lists.drawLists();
  lists.drawTitle();
  composer.refresh();
}

function address() {
  const query = new URLSearchParams();
  if (world.chat) query.set("chat", world.chat);
  if (world.as) query.set("as", world.as);
  return `/?${query}`;
}

async function load(chat) {
  if (world.messages.has(chat)) return;
  world.messages.set(chat, []);
  try {
    fill(chat, await getMessages(chat));
  } catch (error) {
    world.messages.delete(chat);
    toast(error.message);
  }
}

async function show(chat) {
  world.chat = chat;
  if (chat && isPrivate(chat)) world.as = ownerOf(chat);
  if (chat) {
    markRead(chat);
    await load(chat);
    if (world.chat !== chat) return;
  }
  redraw();
  log.draw();
  if (!phone.matches && chat) $("text").focus();
}

async function open(chat, { push = phone.matches } = {}) {
  if (!known(chat)) return;
  const fromList = !world.chat;
  await show(chat);
  history[push && fromList ? "pushState" : "replaceState"]({ fromList }, "", address());
}

async function speakAs(person) {
  world.as = person;
  remember();
  if (world.chat && isPrivate(world.chat)) await show(privateChat(person));
  else {
    redraw();
    if (world.chat) log.draw();
  }
  history.replaceState(history.state, "", address());
}

async function refreshState() {
  try {
    learn(await getState());
    redraw();
  } catch (error) {
    toast(error.message);
  }
}

function take(message) {
  if (!add(message)) return;
  if (message.kind === "notice") refreshState();
  if (message.chat === world.chat) {
    if (!document.hidden) markRead(message.chat);
    log.append(message);
  }
  lists.drawLists();
}

// The line to the server went down or came back. A server that remembers less than the page began anew: so does the page.
async function line(up) {
  const wasDown = !$("offline").hidden;
  $("offline").hidden = up;
  if (!up || !wasDown) return;
  const state = await getState();
  if (state.last < Math.max(0, ...[...world.newest.values()].map((one) => one.seq))) location.reload();
  learn(state);
  redraw();
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  const [chat, as] = [query.get("chat") ?? "", query.get("as") ?? ""];
  if (world.people.has(as)) world.as = as;
  return known(chat) ? chat : "";
}

const firstChat = () => [...world.rooms.keys()].find((chat) => isMember(chat, world.as)) ?? [...world.rooms.keys()][0] ?? privateChat(world.as);

function backToList() {
  if (history.state?.fromList) history.back();
  else {
    show("");
    history.replaceState({}, "", address());
  }
}

async function begin() {
  const state = await getState();
  learn(state);
  recall();
  lists.begin(open, speakAs);
  composer.begin(take, speakAs);
  dialogs.begin(async (room) => { await refreshState(); await open(room.id); }, async (person) => { await refreshState(); await speakAs(person.id); });
  log.whenFaceClicked(mention);
  $("back").addEventListener("click", backToList);
  addEventListener("popstate", () => show(readAddress()));
  phone.addEventListener("change", () => { if (!phone.matches && !world.chat) open(firstChat()); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && world.chat) markRead(world.chat); });
  await show(readAddress() || (phone.matches ? "" : firstChat()));
  history.replaceState({}, "", address());
  listen(state.last, take, line);
  document.body.dataset.ready = "true";
}

begin().catch((error) => toast(error.message));
