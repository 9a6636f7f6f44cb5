/**
 * A real wechaty gateway (wechaty-puppet-service) around wechaty-puppet-mock, steered by JSON lines.
 *
 * In:  {"id": 1, "do": "say", …}   one command a line, see COMMANDS. The gateway ends when its input ends.
 * Out: {"re": 1, "ok": …} or {"re": 1, "error": "…"}, and {"event": "sent" | "start" | "accepted" | …} as things happen.
 */
import readline from 'node:readline'
import { FileBox } from 'file-box'
import { throwUnsupportedError } from 'wechaty-puppet'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { PuppetServer } from 'wechaty-puppet-service'

const endpoint = process.argv[2]
const token = process.argv[3]
const out = value => process.stdout.write(JSON.stringify(value) + '\n')

const mocker = new mock.Mocker()
const invitations = new Map()
let user = null // the account's own contact
let started = false
let online = true // whether a start logs it in
let muted = false // events are lost on the way
let ids = true // whether a send returns a message id
let doom = null // a process that is to be killed: { pid, left, delay }, so many sends and milliseconds from now
const faults = [] // what the next sends suffer: before | after | noecho | hold | unsupported

class Gateway extends PuppetMock {
  emit (name, ...rest) {
    return muted && name !== 'error' ? false : super.emit(name, ...rest)
  }

  ding (data) {
    setImmediate(() => { if (this.emit('dong', { data: data || '' })) out({ event: 'dong' }) })
  }

  async messageSendText (to, text, mentions) {
    return this.#send(to, { type: 7, text, mentionIdList: mentions ?? [] }, { text, mentions: mentions ?? [] })
  }

  async messageSendFile (to, box) {
    const bytes = await box.toBuffer()
    const type = /\.(png|jpe?g|gif|webp)$/i.test(box.name) ? 6 : /\.mp4$/i.test(box.name) ? 15 : 1
    return this.#send(to, { type, filename: box.name }, { name: box.name, base64: bytes.toString('base64') })
  }

  async messageSendUrl (to, link) {
    if (faults[0] === 'unsupported') {
      faults.shift()
      return throwUnsupportedError(to, link)
    }
    return this.#send(to, { type: 14, text: '<msg/>' }, { name: link.title, text: link.description, url: link.url, thumbnail: link.thumbnailUrl })
  }

  async #send (to, payload, shown) {
    const fault = faults.shift()
    if (fault === 'before') throw new Error('refused by the test')
    if (!this.isLoggedIn) throw new Error('not logged in')
    const room = mocker.cacheRoomPayload.has(to)
    if (!room && !mocker.cacheContactPayload.has(to)) throw new Error('no such conversation')
    if (room && !mocker.roomPayload(to).memberIdList.includes(user)) throw new Error('not in the room')
    const id = post({ ...payload, talkerId: user, ...(room ? { roomId: to } : { listenerId: to }) }, fault !== 'noecho')
    out({ event: 'sent', id, to, ...shown })
    strike()
    if (fault === 'after') throw new Error('broken after sending')
    if (fault === 'hold') await new Promise(() => {})
    return ids ? id : undefined
  }

  async roomInvitationAccept (id) {
    out({ event: 'accepted', invitation: id })
    const { room, inviter } = invitations.get(id)
    setImmediate(() => mocker.RoomMock.load(room).add(mocker.ContactMock.load(user)).by(mocker.ContactMock.load(inviter)))
  }

  async roomInvitationRawPayload (id) {
    const { room, inviter } = invitations.get(id)
    const { topic, memberIdList } = mocker.roomPayload(room)
    return {
      id, inviterId: inviter, topic, memberCount: memberIdList.length, memberIdList, timestamp: Date.now(),
      avatar: '', invitation: '', receiverId: user,
    }
  }

  async messageFile (id) {
    const broken = mocker.messagePayload(id).broken
    if (broken) throw new Error('no such file')
    return super.messageFile(id)
  }
}

let posted = 0
const stamp = `${process.pid}-${Date.now().toString(36)}`
const KEPT = 20_000 // the mock would keep every message for ever

/** Forget the oldest message when there are too many: by then everyone has fetched it. */
function forgetOldest () {
  const pool = mocker.MessageMock.pool
  if (pool.size <= KEPT) return
  const [oldest] = pool.keys()
  pool.delete(oldest)
  mocker.cacheMessagePayload.delete(oldest)
  mocker.cacheFileBoxPayload.delete(oldest)
}

/** Put a message into the world; the account hears of it unless told not to. */
function post (payload, heard = true) {
  const id = payload.id ?? `m-${stamp}-${++posted}`
  mocker.MessageMock.create({ id, timestamp: Date.now(), ...payload })
  forgetOldest()
  if (heard) puppet.emit('message', { messageId: id })
  return id
}

/** Kill who is doomed: here, so that the moment does not depend on how soon another process hears of the send. */
function strike () {
  if (!doom || --doom.left > 0) return
  const { pid, delay } = doom
  doom = null
  setTimeout(() => process.kill(pid, 'SIGKILL'), delay)
}

function dropRoomCache (room) {
  return puppet.cache.room.delete(room)
}

const COMMANDS = {
  contact: ({ contact, name }) => {
    if (mocker.cacheContactPayload.has(contact)) mocker.contactPayload(contact).name = name
    else mocker.createContact({ id: contact, name })
    puppet.cache.contact.delete(contact)
  },
  room: ({ room, topic, members }) => { mocker.createRoom({ id: room, topic, memberIdList: members ?? [] }) },
  user: ({ contact }) => { user = contact; if (started && online) puppet.login(user) },
  say: ({ from, to, text, mentions, type, message }) => {
    const where = mocker.cacheRoomPayload.has(to) ? { roomId: to, mentionIdList: mentions ?? [] } : { listenerId: to }
    return post({ talkerId: from, type: type ?? 7, text, ...where, ...(message ? { id: message } : {}) })
  },
  talk: ({ lines }) => { for (const [from, to, text] of lines) COMMANDS.say({ from, to, text }) },
  file: ({ from, to, name, base64, type, broken }) => {
    const where = mocker.cacheRoomPayload.has(to) ? { roomId: to } : { listenerId: to }
    const id = post({ talkerId: from, type, filename: name, broken, ...where }, false)
    mocker.cacheFileBoxPayload.set(id, FileBox.fromBase64(base64, name).toJSON())
    puppet.emit('message', { messageId: id })
    return id
  },
  redeliver: ({ message }) => { puppet.emit('message', { messageId: message }) },
  topic: ({ room, by, topic }) => {
    mocker.RoomMock.load(room).topic(topic).by(mocker.ContactMock.load(by))
    dropRoomCache(room)
  },
  join: ({ room, contact, by }) => {
    mocker.RoomMock.load(room).add(mocker.ContactMock.load(contact)).by(mocker.ContactMock.load(by))
  },
  leave: ({ room, contact, by }) => {
    mocker.RoomMock.load(room).remove(mocker.ContactMock.load(contact)).by(mocker.ContactMock.load(by))
  },
  invite: ({ room, by, invitation }) => {
    invitations.set(invitation, { room, inviter: by })
    puppet.emit('room-invite', { roomInvitationId: invitation })
  },
  dirty: ({ kind, about }) => { puppet.emit('dirty', { payloadType: kind, payloadId: about }) },
  scan: ({ qrcode }) => { mocker.scan(qrcode) },
  login: () => { online = true; if (!puppet.isLoggedIn) puppet.login(user) },
  logout: async () => { online = false; await puppet.logout() },
  offline: () => { online = false },
  mute: ({ on }) => { muted = on },
  ids: ({ on }) => { ids = on },
  fault: ({ kind, times }) => { for (let number = 0; number < (times ?? 1); number++) faults.push(kind) },
  sync: () => {},
  doom: ({ pid, left, delay }) => { doom = pid ? { pid, left, delay } : null },
  die: () => process.kill(process.pid, 'SIGKILL'),
}

const puppet = new Gateway({ mocker })
puppet.on('start', () => {
  started = true
  out({ event: 'start' })
  if (online && user && !puppet.isLoggedIn) setImmediate(() => puppet.login(user))
})
puppet.on('stop', () => { started = false; out({ event: 'stop' }) })
puppet.on('error', () => {})

const server = new PuppetServer({ endpoint, token, puppet, tls: { disable: true } })
await server.start()
out({ event: 'listening', endpoint })

const lines = readline.createInterface({ input: process.stdin })
for await (const line of lines) {
  const command = JSON.parse(line)
  try {
    out({ re: command.id, ok: (await COMMANDS[command.do](command)) ?? null })
  } catch (error) {
    out({ re: command.id, error: String(error?.message ?? error) })
  }
}
process.exit(0)
