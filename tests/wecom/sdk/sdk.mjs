// WeCom's own SDK as a bot: answers what it hears, pushes, sends a file. One JSON line for everything that happens to it.
import AiBot from '@wecom/aibot-node-sdk'

const [wsUrl, botId, secret] = process.argv.slice(2)
const tell = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + '\n')
const silent = { debug() {}, info() {}, warn() {}, error() {} }
// It leaves a server that has not answered two heartbeats: one that is only slow must have time for them.
const client = new AiBot.WSClient({ botId, secret, wsUrl, heartbeatInterval: 2000, reconnectInterval: 50, maxAuthFailureAttempts: 1, logger: silent })

client.on('authenticated', () => tell('authenticated'))
client.on('error', (error) => tell('error', { text: error.message }))
client.on('event.disconnected_event', () => tell('pushed out'))
client.on('event.enter_chat', async (frame) => {
  await client.replyWelcome(frame, { msgtype: 'text', text: { content: '欢迎' } })
  tell('welcomed')
})
client.on('message.text', async (frame) => {
  const { chatid, from, text, msgid } = frame.body
  tell('heard', { text: text.content, from: from.userid, chatid, msgid })
  try {
    const answer = await client.replyStream(frame, `stream_${msgid}`, `收到：${text.content}`, true)
    const push = await client.sendMessage(chatid ?? from.userid, { msgtype: 'markdown', markdown: { content: '**推送**' } })
    const { media_id } = await client.uploadMedia(Buffer.alloc(600 * 1024, 7), { type: 'file', filename: '名单.xlsx' })
    const file = await client.sendMediaMessage(chatid ?? from.userid, 'file', media_id)
    tell('done', { codes: [answer.errcode, push.errcode, file.errcode] })
  } catch (error) {
    tell('refused', { errcode: error.errcode })
  }
})
client.on('message.image', async (frame) => {
  const { buffer, filename } = await client.downloadFile(frame.body.image.url, frame.body.image.aeskey)
  tell('picture', { filename, base64: buffer.toString('base64') })
})
process.stdin.on('data', async (line) => {
  try {
    await client.sendMessage(line.toString().trim(), { msgtype: 'text', text: { content: '推送' } })
  } catch (error) {
    tell('refused', { errcode: error.errcode })
  }
})
client.connect()
